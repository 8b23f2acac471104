package dev.sluice.gateway.edge;

import java.util.Locale;

/** In what form somebody wants an answer of the gateway's own. */
public enum Wish {
    /** A browser: an HTML page. */
    PAGE,
    /** An app: a JSON document. */
    DOCUMENT,
    /** A player, or anything else. */
    PLAYER;

    /**
     * What {@code Accept} asks for: HTML or JSON where one of them is named, the one with the higher q, a tie being
     * HTML. A wildcard names neither: players and command lines send it.
     */
    public static Wish of(HeaderFields headers) {
        double html = 0;
        double json = 0;
        for (String range : headers.list("Accept").split(",", -1)) {
            String[] parts = range.split(";", -1);
            switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
                case "text/html", "application/xhtml+xml" -> html = Math.max(html, quality(parts));
                case "application/json" -> json = Math.max(json, quality(parts));
                default -> {
                    // another type
                }
            }
        }
        if (html <= 0 && json <= 0) {
            return PLAYER;
        }
        return json > html ? DOCUMENT : PAGE;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=") || parameter.startsWith("Q=")) {
                try {
                    double q = Double.parseDouble(parameter.substring(2).strip());
                    return q >= 0 && q <= 1 ? q : 0;
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
