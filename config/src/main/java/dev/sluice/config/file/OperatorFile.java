package dev.sluice.config.file;

import dev.sluice.config.policy.Addresses;
import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.Problem;
import dev.sluice.config.policy.SettingName;
import dev.sluice.config.policy.StreamId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the operator's file says of streams and overlays, checked.
 *
 * @param streams the base of each stream, as {@link PolicyReader#part} reads it; with the defaults it is a whole policy
 * @param overlays parts of policies by their names
 */
public record OperatorFile(Map<StreamId, ObjectNode> streams, Map<String, ObjectNode> overlays) {

    private static final String STREAMS = "sluice.streams";
    private static final String OVERLAYS = "sluice.overlays";

    public OperatorFile {
        streams = Map.copyOf(streams);
        overlays = Map.copyOf(overlays);
    }

    /**
     * Reads {@code sluice.streams} and {@code sluice.overlays}, and looks at all else under {@code sluice.}.
     *
     * @throws InvalidFileException with everything that is wrong or unknown
     */
    public static OperatorFile read(ConfigurableEnvironment environment) {
        List<WrongProperty> wrong = new ArrayList<>();
        Map<StreamId, ObjectNode> streams = new TreeMap<>();
        Addresses addresses = new Addresses();
        PropertyTree streamTree = PropertyTree.read(STREAMS, environment);
        streamTree.objects().forEach((name, object) -> {
            if (isNamed(STREAMS, name, wrong)) {
                List<Problem> problems = Problem.joined(
                        PolicyReader.read(object).wrong(),
                        addresses.take(new StreamId(name), PolicyReader.readable(object)));
                wrong.addAll(wrong(STREAMS, name, problems, streamTree));
                part(object, wrong).ifPresent(part -> streams.put(new StreamId(name), part));
            }
        });
        Map<String, ObjectNode> overlays = new TreeMap<>();
        PropertyTree overlayTree = PropertyTree.read(OVERLAYS, environment);
        overlayTree.objects().forEach((name, object) -> {
            if (isNamed(OVERLAYS, name, wrong)) {
                wrong.addAll(wrong(OVERLAYS, name, PolicyReader.part(object).wrong(), overlayTree));
                part(object, wrong).ifPresent(part -> overlays.put(name, part));
            }
        });
        wrong.addAll(UnknownProperties.find(environment));
        if (!wrong.isEmpty()) {
            throw new InvalidFileException(wrong);
        }
        return new OperatorFile(streams, overlays);
    }

    /** What may stand directly under {@code sluice.}, of all modules: each leaves the others' sections alone. */
    public static List<String> sections() {
        return UnknownProperties.SECTIONS;
    }

    private static Optional<ObjectNode> part(ObjectNode object, List<WrongProperty> wrong) {
        return wrong.isEmpty() && PolicyReader.part(object) instanceof Checked.Valid<ObjectNode> valid
                ? Optional.of(valid.value())
                : Optional.empty();
    }

    private static boolean isNamed(String prefix, String name, List<WrongProperty> wrong) {
        if (!StreamId.isValid(name)) {
            wrong.add(new WrongProperty(
                    prefix + "." + name,
                    "'" + name + "'",
                    "a name of 1 to 63 of a-z, 0-9 and -, not starting with -",
                    null));
            return false;
        }
        return true;
    }

    private static List<WrongProperty> wrong(String prefix, String name, List<Problem> problems, PropertyTree tree) {
        return problems.stream()
                .map(problem -> new WrongProperty(
                        prefix + "." + name + "." + SettingName.kebab(problem.field()),
                        problem.value(),
                        problem.expected(),
                        tree.where(name, problem.field())))
                .collect(Collectors.toList());
    }
}
