package dev.sluice.redis.store;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why there is no connection to Redis: what happened, and what to do. */
enum ConnectTrouble {
    WRONGPASS(
            "it does not take the user or the password",
            "Compare sluice.redis.username and sluice.redis.password (or those in sluice.redis.uri) with ACL LIST there: the"
                    + " user has to exist, to be on, and to have this password."),
    NOAUTH(
            "it wants a password and was given none",
            "Set sluice.redis.password, and sluice.redis.username where it has users; docs/redis.md tells how."),
    NOPERM(
            "its user may not connect as Sluice does",
            "docs/redis-users.acl lists all rights that are needed; compare it with ACL LIST."),
    DENIED(
            "it is in protected mode, and takes nobody from other machines",
            "Give it a password or an ACL file, and bind it to an address that this node reaches."),
    FULL("it has as many clients as it takes", "Raise maxclients (CONFIG SET maxclients), or look who holds them."),
    REFUSES(
            "it refuses the connection's first commands",
            "Check the database number in sluice.redis.uri, and its log."),
    UNKNOWN_HOST(
            "its name is unknown", "Check the host in sluice.redis.uri, and the name servers that this node asks."),
    REFUSED(
            "nobody listens there",
            "Start Redis, or check host and port in sluice.redis.uri and what stands in between (firewall, service)."),
    NO_WAY("there is no way to it", "Check the host in sluice.redis.uri, and the network of this node."),
    SILENT(
            "it does not answer a new connection",
            "Look whether it is stopped or overloaded, and at the network. A Redis without TLS is silent, too, to who"
                    + " speaks TLS (rediss:// in sluice.redis.uri)."),
    UNTRUSTED(
            "its certificate is not trusted",
            "Name a bundle with sluice.redis.ssl.bundle that trusts who signed it, and check that it names this host and is"
                    + " valid by now (openssl s_client -connect shows it)."),
    TLS(
            "TLS with it fails",
            "Check that it has a TLS port at all, whether it wants a certificate of this node (sluice.redis.ssl.bundle), and"
                    + " which protocols and ciphers it takes."),
    CLOSED(
            "it closes new connections at once",
            "If that is its TLS port, set sluice.redis.uri to rediss://…; if it wants a certificate of this node, name a"
                    + " bundle with sluice.redis.ssl.bundle. Else look at its log."),
    OTHER("connecting fails", "Look at the log of Redis.");

    private final String what;
    private final String advice;

    ConnectTrouble(String what, String advice) {
        this.what = what;
        this.advice = advice;
    }

    /** What happened, to go on from "Redis cannot be used: ". */
    String what() {
        return what;
    }

    /** What to do. */
    String advice() {
        return advice;
    }

    /** By what Redis answered. */
    static ConnectTrouble ofAnswer(String answer) {
        String word = answer.split(" ", 2)[0].toUpperCase(Locale.ROOT);
        return switch (word) {
            case "WRONGPASS" -> WRONGPASS;
            case "NOAUTH" -> NOAUTH;
            case "NOPERM" -> NOPERM;
            case "DENIED", "-DENIED" -> DENIED;
            // without users it says so of a password
            default -> answer.contains("AUTH") ? WRONGPASS : answer.contains("max number of clients") ? FULL : REFUSES;
        };
    }

    /** By what failed below Redis' protocol; the first of its causes that tells anything decides. */
    static ConnectTrouble ofFailure(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            ConnectTrouble trouble = ofOne(cause);
            if (trouble != OTHER) {
                return trouble;
            }
        }
        return OTHER;
    }

    private static ConnectTrouble ofOne(Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return UNKNOWN_HOST;
        } else if (failure instanceof NoRouteToHostException) {
            return NO_WAY;
        } else if (failure instanceof ConnectException) {
            return String.valueOf(failure.getMessage()).contains("timed out") ? SILENT : REFUSED;
        } else if (failure instanceof SSLException) {
            return hasCause(failure, GeneralSecurityException.class) ? UNTRUSTED : TLS;
        } else if (failure instanceof ClosedChannelException || isHungUp(failure)) {
            return CLOSED;
        }
        return OTHER;
    }

    private static boolean isHungUp(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("connection reset")
                || message.contains("connection closed")
                || message.contains("broken pipe");
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
