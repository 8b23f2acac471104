package dev.sluice.config.policy;

import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads policies from JSON trees, and writes them back. Names may be spelled as in the file ({@code arrival-rate}), as
 * in JSON ({@code arrivalRate}) or as in an environment variable; everything that is wrong is told at once.
 */
public final class PolicyReader {

    /** Two settings that have to fit each other; the first one is named where they don't. */
    private record Pair(String field, String other, boolean fits, Duration value, String expected) {}

    private PolicyReader() {}

    /**
     * Reads a whole policy: fills in the defaults, checks ranges and what settings mean to each other. A {@code null}
     * counts as left out.
     */
    public static Checked<StreamPolicy> read(JsonNode tree) {
        List<Problem> problems = new ArrayList<>();
        StreamPolicy policy = readable(tree, problems);
        problems.addAll(together(policy, problems));
        return Checked.of(policy, problems);
    }

    /**
     * The policy as far as it can be read: a setting that is wrong by itself has its default, or {@code null}. For telling
     * what else would be wrong; never to be run.
     */
    public static StreamPolicy readable(JsonNode tree) {
        return readable(tree, new ArrayList<>());
    }

    private static StreamPolicy readable(JsonNode tree, List<Problem> problems) {
        ObjectNode given = normal(tree, problems);
        List<@Nullable Object> values = new ArrayList<>();
        for (Settings.Entry entry : Settings.all()) {
            JsonNode node = given.path(entry.name());
            boolean isGiven = !node.isMissingNode() && !node.isNull();
            if (!isGiven && entry.setting().required() && isFine(entry, problems)) {
                problems.add(new Problem(entry.name(), "nothing", entry.expected()));
            }
            values.add(isGiven ? value(entry, node) : entry.fallback());
        }
        return Settings.policy(values);
    }

    /**
     * Reads part of a policy, as a base, a patch or an overlay is: names in their one spelling, values as
     * {@link #write} writes them. A {@code null} stays one. What settings mean to each other is not checked: that
     * depends on what the part is laid over.
     */
    public static Checked<ObjectNode> part(JsonNode tree) {
        List<Problem> problems = new ArrayList<>();
        ObjectNode part = normal(tree, problems);
        return Checked.of(part, problems);
    }

    /**
     * The part that was meant by one with something wrong in it: names in their one spelling, the wrong values as given. For
     * telling what else would be wrong; of a setting that is given twice, the first.
     */
    public static ObjectNode attempted(ObjectNode tree) {
        ObjectNode attempted = JsonNodeFactory.instance.objectNode();
        tree.properties()
                .forEach(member -> attempted.putIfAbsent(
                        Settings.find(member.getKey()).map(Settings.Entry::name).orElse(member.getKey()),
                        member.getValue()));
        return attempted;
    }

    /** Writes a policy, every setting by its one name; what {@link #read} makes of it is equal. */
    public static ObjectNode write(StreamPolicy policy) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        for (Settings.Entry entry : Settings.all()) {
            written.set(entry.name(), entry.write(entry.of(policy)));
        }
        return written;
    }

    private static ObjectNode normal(JsonNode tree, List<Problem> problems) {
        ObjectNode normal = JsonNodeFactory.instance.objectNode();
        if (!(tree instanceof ObjectNode members)) {
            problems.add(new Problem("", text(tree), "an object of settings"));
            return normal;
        }
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            Optional<Settings.Entry> entry = Settings.find(member.getKey());
            if (entry.isEmpty()) {
                problems.add(unknown(member.getKey(), member.getValue()));
            } else if (normal.has(entry.get().name())) {
                problems.add(new Problem(member.getKey(), text(member.getValue()), "the same setting only once"));
            } else {
                normal.set(entry.get().name(), normalValue(entry.get(), member.getValue(), problems));
            }
        }
        return normal;
    }

    private static JsonNode normalValue(Settings.Entry entry, JsonNode node, List<Problem> problems) {
        if (node.isNull()) {
            return node;
        }
        try {
            return entry.parse(node).map(entry::write).orElse(JsonNodeFactory.instance.stringNode(""));
        } catch (URISyntaxException | RuntimeException e) {
            problems.add(new Problem(entry.name(), text(node), entry.expected()));
            return JsonNodeFactory.instance.nullNode();
        }
    }

    private static @Nullable Object value(Settings.Entry entry, JsonNode normal) {
        try {
            return entry.parse(normal).orElse(null);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isFine(Settings.Entry entry, List<Problem> problems) {
        return problems.stream().noneMatch(problem -> problem.field().equals(entry.name()));
    }

    private static Problem unknown(String name, JsonNode value) {
        List<String> known = Settings.all().stream().map(Settings.Entry::name).toList();
        String expected = SettingName.closest(name, known)
                .map(close -> "a known setting; did you mean " + close + "?")
                .orElse("a known setting: " + String.join(", ", known));
        return new Problem(name, text(value), expected);
    }

    /** What is wrong between two settings that are each right by themselves. */
    private static List<Problem> together(StreamPolicy policy, List<Problem> alone) {
        Set<String> wrong = alone.stream().map(Problem::field).collect(Collectors.toSet());
        return pairs(policy).stream()
                .filter(pair -> !pair.fits())
                .filter(pair -> !wrong.contains(pair.field()) && !wrong.contains(pair.other()))
                .map(pair -> new Problem(pair.field(), Durations.format(pair.value()), pair.expected()))
                .toList();
    }

    private static List<Pair> pairs(StreamPolicy policy) {
        Duration firstLease = policy.firstLease();
        Duration lease = policy.lease();
        // in whole milliseconds, as operators write it
        Duration window = Duration.ofMillis((policy.pollMax().toMillis() * 5 + 3) / 4 + 1_000);
        return List.of(
                new Pair(
                        "firstLease",
                        "lease",
                        firstLease.compareTo(lease.dividedBy(3)) > 0 && firstLease.compareTo(lease) <= 0,
                        firstLease,
                        "more than a third of lease, and not more than lease, which is " + Durations.format(lease)),
                new Pair(
                        "pollMax",
                        "pollMin",
                        policy.pollMax().compareTo(policy.pollMin()) >= 0,
                        policy.pollMax(),
                        "at least pollMin, " + Durations.format(policy.pollMin())),
                new Pair(
                        "presenceWindow",
                        "pollMax",
                        policy.presenceWindow().compareTo(window) >= 0,
                        policy.presenceWindow(),
                        "at least 1.25 times pollMax and one second more, " + Durations.format(window)),
                new Pair(
                        "absence",
                        "presenceWindow",
                        policy.absence().compareTo(policy.presenceWindow()) >= 0,
                        policy.absence(),
                        "at least presenceWindow, " + Durations.format(policy.presenceWindow())));
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : node.toString();
    }
}
