package dev.sluice.it.rules;

import dev.sluice.it.rules.Mutation.Edit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads {@code rules.yml}, and makes the table of it that people read. */
final class RuleList {

    private static final String BEGIN = "<!-- made from rules.yml: begin -->\n";
    private static final String END = "<!-- made from rules.yml: end -->\n";

    private record Way(String without, String test, List<Edit> edits) {}

    private record Rule(String rule, String purpose, List<Way> ways) {}

    private RuleList() {}

    static List<Mutation> all() {
        try (InputStream file = RuleList.class.getResourceAsStream("rules.yml")) {
            if (file == null) {
                throw new IllegalStateException("rules.yml is not beside " + RuleList.class);
            }
            Object read = new Yaml().load(file);
            List<Rule> rules = JsonMapper.shared().convertValue(read, new TypeReference<>() {});
            return rules.stream()
                    .flatMap(rule -> rule.ways().stream()
                            .map(way ->
                                    new Mutation(rule.rule(), rule.purpose(), way.without(), way.test(), way.edits())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document with the table in its place. */
    static String inserted(String document) {
        int from = document.indexOf(BEGIN);
        int to = document.indexOf(END);
        if (from < 0 || to < from) {
            throw new IllegalStateException(
                    "the document lacks the two lines between which the table of rules stands: " + BEGIN + END);
        }
        return document.substring(0, from + BEGIN.length()) + table() + document.substring(to);
    }

    private static String table() {
        StringBuilder table = new StringBuilder("\n| Rule | What it is for | Without it | The test that fails |\n");
        table.append("| --- | --- | --- | --- |\n");
        String last = "";
        for (Mutation each : all()) {
            boolean same = each.rule().equals(last);
            last = each.rule();
            table.append(String.format(
                    "| %s | %s | %s | `%s` |%n",
                    same ? "" : "`" + last + "`", same ? "" : each.purpose(), each.without(), each.shortTest()));
        }
        return table.append('\n').toString();
    }
}
