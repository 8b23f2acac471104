package dev.sluice.gateway.edge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sluice} parameter of a query. The other parameters keep their bytes and their order.
 *
 * @param token the first value of the parameter, as sent; null when it was not there
 * @param rest the query without the parameter; null when nothing is left of it
 */
public record QueryToken(@Nullable String token, @Nullable String rest) {

    /** The parameter's name. */
    public static final String NAME = "sluice";

    /** Takes the parameter out of a raw query. */
    public static QueryToken takeFrom(@Nullable String query) {
        if (query == null || (!query.contains("=") && !query.contains(NAME))) {
            return new QueryToken(null, query);
        }
        String token = null;
        boolean found = false;
        List<String> rest = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (isName(equals < 0 ? pair : pair.substring(0, equals))) {
                found = true;
                token = token == null && equals >= 0 ? pair.substring(equals + 1) : token;
            } else {
                rest.add(pair);
            }
        }
        if (!found) {
            return new QueryToken(null, query);
        }
        return new QueryToken(token, rest.isEmpty() ? null : String.join("&", rest));
    }

    /** A relative or absolute URL with the parameter set to {@code token}; one that it had is replaced. */
    public static String addTo(String url, String token) {
        int hash = url.indexOf('#');
        String fragment = hash < 0 ? "" : url.substring(hash);
        String whole = hash < 0 ? url : url.substring(0, hash);
        int mark = whole.indexOf('?');
        if (mark < 0) {
            return whole + "?" + NAME + "=" + token + fragment;
        }
        String rest = takeFrom(whole.substring(mark + 1)).rest();
        String kept = rest == null || rest.isEmpty() ? "" : rest + "&";
        return whole.substring(0, mark) + "?" + kept + NAME + "=" + token + fragment;
    }

    /** A URL without the parameter. */
    public static String removeFrom(String url) {
        int hash = url.indexOf('#');
        String fragment = hash < 0 ? "" : url.substring(hash);
        String whole = hash < 0 ? url : url.substring(0, hash);
        int mark = whole.indexOf('?');
        if (mark < 0) {
            return url;
        }
        String rest = takeFrom(whole.substring(mark + 1)).rest();
        return whole.substring(0, mark) + (rest == null ? "" : "?" + rest) + fragment;
    }

    /** A name may be percent-encoded in part: {@code %73luice} is this parameter for whoever decodes it behind us. */
    private static boolean isName(String name) {
        return name.equals(NAME) || (name.indexOf('%') >= 0 && NAME.equals(EdgePath.decode(name)));
    }
}
