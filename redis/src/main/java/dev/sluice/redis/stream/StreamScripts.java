package dev.sluice.redis.stream;

import dev.sluice.redis.store.Script;

/** The scripts of a stream; each file says what it does, takes and answers. */
final class StreamScripts {

    static final Script ADMIT = of("admit", "slots", "take", "tickets");
    static final Script RENEW = of("renew", "slots", "tickets");
    static final Script RELEASE = of("release", "slots", "tickets");
    static final Script REAP = of("reap", "slots");
    static final Script CLAIM = of("claim", "slots", "take", "tickets", "ring");
    static final Script PRESENCE = of("presence", "tickets");
    static final Script PROMOTE = of("promote", "slots", "take", "tickets", "ring");
    static final Script VIEW = of("view", "tickets");

    private StreamScripts() {}

    private static Script of(String name, String... parts) {
        String[] before = new String[parts.length + 2];
        before[0] = "prologue";
        before[1] = "clock";
        System.arraycopy(parts, 0, before, 2, parts.length);
        return Script.of(StreamScripts.class, name, before);
    }
}
