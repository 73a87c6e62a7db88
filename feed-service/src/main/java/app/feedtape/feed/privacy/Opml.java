package app.feedtape.feed.privacy;

import java.io.StringWriter;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** Follows as other feed readers take them in (OPML 2.0). */
final class Opml {

    private Opml() {}

    static String of(List<FollowedFeeds.Followed> feeds) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("opml");
            xml.writeAttribute("version", "2.0");
            xml.writeStartElement("head");
            xml.writeStartElement("title");
            xml.writeCharacters("FeedTape");
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeStartElement("body");
            for (FollowedFeeds.Followed feed : feeds) {
                write(xml, feed);
            }
            xml.writeEndElement();
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return text.toString();
    }

    private static void write(XMLStreamWriter xml, FollowedFeeds.Followed feed)
            throws XMLStreamException {
        String title = feed.title() == null ? feed.url() : feed.title();
        xml.writeEmptyElement("outline");
        xml.writeAttribute("type", "rss");
        attribute(xml, "text", title);
        attribute(xml, "title", title);
        attribute(xml, "xmlUrl", feed.url());
        attribute(xml, "htmlUrl", feed.siteUrl());
    }

    private static void attribute(XMLStreamWriter xml, String name, @Nullable String value)
            throws XMLStreamException {
        if (value != null) {
            // What XML has no place for at all, whatever it is written as.
            xml.writeAttribute(
                    name,
                    value.replaceAll(
                            "[^\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", " "));
        }
    }
}
