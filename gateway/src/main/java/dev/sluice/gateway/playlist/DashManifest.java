package dev.sluice.gateway.playlist;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * DASH manifests (ISO/IEC 23009-1). Links are the texts of {@code BaseURL} and {@code Location} and the attributes
 * below; what is relative to a {@code BaseURL} of another site is another site's. A manifest for somebody who had no
 * token gets a {@code Location}, from where it is loaded from then on.
 */
final class DashManifest {

    private static final Map<String, Set<String>> LINKS = Map.of(
            "SegmentTemplate", Set.of("media", "index", "initialization", "bitstreamSwitching"),
            "SegmentURL", Set.of("media", "index"),
            "Initialization", Set.of("sourceURL"),
            "RepresentationIndex", Set.of("sourceURL"),
            "BitstreamSwitching", Set.of("sourceURL"));
    private static final Set<String> TEXT_LINKS = Set.of("BaseURL", "Location", "PatchLocation");
    private static final Set<String> BEFORE_LOCATION = Set.of("ProgramInformation", "BaseURL");

    private final XMLStreamReader in;
    private final XMLStreamWriter out;
    private final Links links;
    private final Deque<Boolean> elsewhere = new ArrayDeque<>();
    private final AtomicBoolean changed = new AtomicBoolean();

    private DashManifest(XMLStreamReader in, XMLStreamWriter out, Links links) {
        this.in = in;
        this.out = out;
        this.links = links;
        elsewhere.push(false);
    }

    /**
     * The manifest with its links written anew; the very same text where that changes nothing.
     *
     * @param location where to load it from next time; null to leave that as it is
     * @throws XMLStreamException when it is no manifest
     */
    static String rewrite(String manifest, Links links, @Nullable String location) throws XMLStreamException {
        XMLInputFactory input = XMLInputFactory.newDefaultFactory();
        input.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        input.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        StringWriter text = new StringWriter(manifest.length() * 2);
        XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
        out.writeStartDocument("UTF-8", "1.0");
        DashManifest copy = new DashManifest(input.createXMLStreamReader(new StringReader(manifest)), out, links);
        copy.copy(location);
        out.writeEndDocument();
        return copy.changed.get() ? text.toString() : manifest;
    }

    private void copy(@Nullable String location) throws XMLStreamException {
        boolean due = location != null;
        while (in.hasNext()) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    int depth = elsewhere.size();
                    if (due && location != null && depth == 2 && !BEFORE_LOCATION.contains(in.getLocalName())) {
                        due = false;
                        locate(location);
                    }
                    if (TEXT_LINKS.contains(in.getLocalName())) {
                        textLink();
                    } else {
                        start();
                        elsewhere.push(elsewhere.element());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    elsewhere.pop();
                    out.writeEndElement();
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE, XMLStreamConstants.CDATA ->
                    out.writeCharacters(in.getText());
                case XMLStreamConstants.COMMENT -> out.writeComment(in.getText());
                default -> {
                    // declarations and instructions mean nothing to players
                }
            }
        }
    }

    private void locate(String location) throws XMLStreamException {
        changed.set(true);
        out.writeStartElement("", "Location", in.getNamespaceURI() == null ? "" : in.getNamespaceURI());
        out.writeCharacters(location);
        out.writeEndElement();
    }

    /** A link, and for what follows inside the same parent perhaps another base. */
    private void textLink() throws XMLStreamException {
        boolean base = in.getLocalName().equals("BaseURL");
        start();
        String link = in.getElementText();
        boolean foreign = foreign(link);
        out.writeCharacters(write(link));
        out.writeEndElement();
        if (base && foreign != elsewhere.element()) {
            elsewhere.pop();
            elsewhere.push(foreign);
        }
    }

    private void start() throws XMLStreamException {
        String namespace = in.getNamespaceURI() == null ? "" : in.getNamespaceURI();
        out.writeStartElement(in.getPrefix() == null ? "" : in.getPrefix(), in.getLocalName(), namespace);
        for (int i = 0; i < in.getNamespaceCount(); i++) {
            String uri = in.getNamespaceURI(i) == null ? "" : in.getNamespaceURI(i);
            if (in.getNamespacePrefix(i) == null) {
                out.writeDefaultNamespace(uri);
            } else {
                out.writeNamespace(in.getNamespacePrefix(i), uri);
            }
        }
        Set<String> marked = LINKS.getOrDefault(in.getLocalName(), Set.of());
        for (int i = 0; i < in.getAttributeCount(); i++) {
            String name = in.getAttributeLocalName(i);
            String value = in.getAttributeValue(i);
            boolean link = marked.contains(name)
                    || ("http://www.w3.org/1999/xlink".equals(in.getAttributeNamespace(i)) && name.equals("href"));
            String written = link ? write(value) : value;
            String prefix = in.getAttributePrefix(i);
            if (prefix == null || prefix.isEmpty()) {
                out.writeAttribute(name, written);
            } else {
                out.writeAttribute(prefix, in.getAttributeNamespace(i), name, written);
            }
        }
    }

    private String write(String link) {
        String written = foreign(link) ? link : links.write(link);
        if (!written.equals(link)) {
            changed.set(true);
        }
        return written;
    }

    private boolean foreign(String link) {
        return switch (links.find(link).where()) {
            case HERE -> false;
            case ELSEWHERE -> true;
            case RELATIVE -> elsewhere.element();
        };
    }
}
