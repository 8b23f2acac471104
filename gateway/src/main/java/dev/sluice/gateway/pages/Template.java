package dev.sluice.gateway.pages;

import com.samskivert.mustache.Mustache;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** One kind of page: its template, with everything in it that is the same each time, and the hashes of that. */
final class Template {

    private static final Mustache.Compiler COMPILER = Mustache.compiler()
            .escapeHTML(true)
            .emptyStringIsFalse(true)
            .withLoader(name -> new StringReader(part(name)));

    /** What several templates include. Read here: Mustache asks for it when a page is first rendered, on an event loop. */
    private static final Map<String, String> PARTS = Map.of("head", Resource.text("head.html"));

    private final com.samskivert.mustache.Template compiled;
    private final Map<String, Object> constants;
    private final String scripts;
    private final String styles;

    /**
     * Loads it.
     *
     * @param name the template's name
     * @param texts the texts; {@code groups} of them go to its scripts
     * @param scripts its scripts by the name of the variable that they fill
     */
    Template(String name, Texts texts, List<String> groups, Map<String, String> scripts) {
        String style = Resource.text("style.css") + "\n" + Resource.text(name + ".css");
        this.compiled = COMPILER.compile(Resource.text(name + ".html"));
        this.constants = new HashMap<>(scripts);
        constants.put("t", texts.tree());
        constants.put("style", style);
        constants.put("texts", texts.json(groups));
        this.styles = source(style);
        this.scripts = scripts.values().stream().map(Template::source).sorted().collect(Collectors.joining(" "));
    }

    String render(Map<String, ?> values) {
        Map<String, Object> context = new HashMap<>(constants);
        context.putAll(values);
        return compiled.execute(context);
    }

    /** The sources of its own scripts, for {@code script-src}. */
    String scripts() {
        return scripts.isEmpty() ? "'none'" : scripts;
    }

    /** The source of its own style sheet, for {@code style-src}. */
    String styles() {
        return styles;
    }

    private static String part(String name) {
        return Objects.requireNonNull(PARTS.get(name), () -> name + " is not among the parts " + PARTS.keySet());
    }

    private static String source(String text) {
        return "'" + Resource.hash(text.getBytes(StandardCharsets.UTF_8)) + "'";
    }
}
