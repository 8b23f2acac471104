package dev.sluice.gateway.pages;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every sentence of the pages, from {@code messages.properties}. {@code {0}} and {@code {1}} are filled in; a key that
 * counts something ends in its plural category.
 */
final class Texts {

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, String> texts;
    private final Locale locale;

    private Texts(Map<String, String> texts) {
        this.texts = texts;
        this.locale = Locale.forLanguageTag(texts.getOrDefault("page.lang", "en"));
    }

    static Texts load() {
        Properties properties = new Properties();
        byte[] bytes = Resource.bytes("/dev/sluice/gateway/pages/messages.properties");
        try (InputStreamReader in = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8)) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("messages.properties cannot be read", e);
        }
        Map<String, String> texts = new TreeMap<>();
        properties.stringPropertyNames().forEach(key -> texts.put(key, properties.getProperty(key)));
        return new Texts(texts);
    }

    String get(String key, String... arguments) {
        String text = texts.get(key);
        if (text == null) {
            throw new IllegalArgumentException("messages.properties has no " + key);
        }
        for (int i = 0; i < arguments.length; i++) {
            text = text.replace("{" + i + "}", arguments[i]);
        }
        return text;
    }

    boolean has(String key) {
        return texts.containsKey(key);
    }

    /** The text for {@code n} things, {@code {0}} being their number. */
    String count(String key, long n) {
        return get(key + (n == 1 ? ".one" : ".other"), number(n));
    }

    String number(long n) {
        return NumberFormat.getIntegerInstance(locale).format(n);
    }

    /** All texts, for templates: {@code waiting.title} becomes {@code waiting} → {@code title}. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new TreeMap<>();
        texts.forEach((key, text) -> put(tree, List.of(key.split("\\.")), text));
        return tree;
    }

    /**
     * The texts of some groups as JSON that may stand inside a {@code script} element. The keys of the first group come
     * without its name: {@code waiting.title} as {@code title}.
     */
    String json(List<String> groups) {
        Map<String, String> some = new TreeMap<>();
        texts.forEach((key, text) -> {
            String[] parts = key.split("\\.", 2);
            int group = groups.indexOf(parts[0]);
            if (group >= 0) {
                some.put(group == 0 ? parts[1] : key, text);
            }
        });
        return JSON.writeValueAsString(some).replace("<", "\\u003c");
    }

    @SuppressWarnings("unchecked") // every inner map was put there by this method
    private static void put(Map<String, Object> tree, List<String> path, String text) {
        if (path.size() == 1) {
            tree.put(path.get(0), text);
            return;
        }
        Object inner = tree.computeIfAbsent(path.get(0), key -> new TreeMap<String, Object>());
        put((Map<String, Object>) inner, path.subList(1, path.size()), text);
    }
}
