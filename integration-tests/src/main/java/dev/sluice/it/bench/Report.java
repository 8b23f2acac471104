package dev.sluice.it.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a benchmark found: the same figures for people, as a table, and for machines, as JSON.
 *
 * @param bench its name
 * @param what what was done, in a sentence or two
 * @param conditions what it ran on and with
 * @param figures what was measured, in the order to be shown
 */
public record Report(String bench, String what, Conditions conditions, List<Figure> figures) {

    public Report {
        figures = List.copyOf(figures);
    }

    /** Whether every figure that has a goal reached it. */
    public boolean reached() {
        return figures.stream()
                .allMatch(figure -> figure.goal() == null || figure.goal().reachedBy(figure.value()));
    }

    /** Prints the table for people. */
    public void print(PrintWriter out) {
        out.println();
        out.println(bench + ": " + what);
        out.println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("of", "figure", "value", "unit", "to reach", ""));
        for (Figure figure : figures) {
            Figure.Goal goal = figure.goal();
            rows.add(List.of(
                    figure.of(),
                    figure.name(),
                    Figure.number(figure.value()),
                    figure.unit(),
                    goal == null ? "" : goal.toString(),
                    goal == null ? "" : goal.reachedBy(figure.value()) ? "reached" : "NOT REACHED"));
        }
        table(rows, out);
        out.println();
        conditions.values().forEach((name, value) -> out.println("  " + name + ": " + value));
        out.flush();
    }

    /** The same for machines. */
    public String json() {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Figure figure : figures) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("of", figure.of());
            one.put("name", figure.name());
            one.put("value", figure.value());
            one.put("unit", figure.unit());
            if (figure.goal() != null) {
                one.put("goal", figure.goal().toString());
                one.put("reached", figure.goal().reachedBy(figure.value()));
            }
            list.add(one);
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("bench", bench);
        all.put("what", what);
        all.put("conditions", conditions.values());
        all.put("figures", list);
        return JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(all);
    }

    private static void table(List<List<String>> rows, PrintWriter out) {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder(" ");
            for (int i = 0; i < columns; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(' ').append(i == 2 ? pad + row.get(i) : row.get(i) + pad);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
