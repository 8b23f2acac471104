package dev.sluice.gateway.pages;

/** Ticket documents as the gateway writes them. */
final class Documents {

    private Documents() {}

    /** Somebody waits, and shall ask again after a second. */
    static String waiting(long position, String p50, String p90) {
        return """
                {"state":"waiting","stream":"demo","position":%d,"ahead":%d,
                 "estimatedWait":{"p50":"%s","p90":"%s"},"retryAfter":1,"ticket":"t1.%d"}""".formatted(position, position - 1, p50, p90, position);
    }

    /** Somebody waits for a reason of its own. */
    static String waiting(long position, String reason) {
        return """
                {"state":"waiting","reason":"%s","stream":"demo","position":%d,"ahead":%d,"retryAfter":1}""".formatted(reason, position, position - 1);
    }

    static String called() {
        return """
                {"state":"called","stream":"demo","position":1,"ahead":0,"retryAfter":1}""";
    }

    static String admitted() {
        return """
                {"state":"admitted","stream":"demo","session":"s1.abc","url":"/live/demo/index.m3u8"}""";
    }

    static String ended() {
        return """
                {"state":"ended","stream":"demo"}""";
    }
}
