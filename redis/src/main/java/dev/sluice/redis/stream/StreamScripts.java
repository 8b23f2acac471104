package dev.sluice.redis.stream;

import dev.sluice.redis.store.Script;
import java.util.List;

/** The scripts of a stream; each file says what it does, takes and answers. Public for benchmarks alone. */
public final class StreamScripts {

    /** As many newcomers a call as keep the script well below a millisecond. */
    public static final int NEWCOMERS = 256;

    /** As many renewals. */
    public static final int RENEWALS = 192;

    /** As many releases or claims. */
    public static final int ENTRIES = 96;

    public static final Script ADMIT = of("admit", "slots", "freed", "take", "tickets");
    public static final Script RENEW = of("renew", "slots", "freed", "take", "tickets", "restore");
    public static final Script RELEASE = of("release", "slots", "tickets");
    public static final Script REAP = of("reap", "slots");
    public static final Script CLAIM = of("claim", "slots", "freed", "take", "tickets", "ring");
    public static final Script PRESENCE = of("presence", "tickets");
    public static final Script PROMOTE = of("promote", "slots", "freed", "take", "tickets", "ring");
    public static final Script VIEW = of("view", "tickets");

    static final Script BURY = Script.of(StreamScripts.class, "bury");

    static final List<Script> ALL = List.of(ADMIT, RENEW, RELEASE, REAP, CLAIM, PRESENCE, PROMOTE, VIEW, BURY);

    private StreamScripts() {}

    private static Script of(String name, String... parts) {
        String[] before = new String[parts.length + 5];
        before[0] = "prologue";
        before[1] = "life";
        before[2] = "ranges";
        before[3] = "recovery";
        before[4] = "clock";
        System.arraycopy(parts, 0, before, 5, parts.length);
        return Script.of(StreamScripts.class, name, before);
    }
}
