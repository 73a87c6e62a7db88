package app.feedtape.world.polly;

import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Refuses what Polly refuses (espeak-ng itself takes anything) and takes the text out of the
 * markup.
 */
final class Ssml extends DefaultHandler {
    private static final Set<String> TAGS =
            Set.of(
                    "speak",
                    "break",
                    "emphasis",
                    "lang",
                    "mark",
                    "p",
                    "phoneme",
                    "prosody",
                    "s",
                    "say-as",
                    "sub",
                    "w",
                    "amazon:domain",
                    "amazon:effect",
                    "amazon:auto-breaths");
    private static final Set<String> STANDARD_ONLY =
            Set.of("emphasis", "amazon:effect", "amazon:auto-breaths");
    private static final Map<String, Integer> NAMED_RATES =
            Map.of(
                    "x-slow", 50, "slow", 75, "medium", 100, "fast", 125, "x-fast", 150, "default",
                    100);

    private final Engine engine;
    private int depth;
    private int ratePercent = 100;

    private Ssml(Engine engine) {
        this.engine = engine;
    }

    static Script read(String source, Engine engine) {
        Ssml rules = new Ssml(engine);
        try {
            SAXParserFactory factory = SAXParserFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.newSAXParser().parse(new InputSource(new StringReader(source)), rules);
        } catch (SAXException | IOException notXml) {
            throw invalid("Invalid SSML request");
        } catch (ParserConfigurationException missing) {
            throw new IllegalStateException(missing);
        }
        return new SsmlText(source).script(rules.ratePercent);
    }

    private static PollyProblem invalid(String message) {
        return PollyProblem.refused("InvalidSsmlException", message);
    }

    @Override
    public void startElement(String uri, String local, String tag, Attributes attributes) {
        if (depth++ == 0 && !tag.equals("speak")) {
            throw invalid("SSML must start with <speak>");
        }
        if (depth > 1 && tag.equals("speak")) {
            throw invalid("<speak> stands once, outside");
        }
        if (!TAGS.contains(tag)) {
            throw invalid("Unsupported tag <%s>".formatted(tag));
        }
        if (engine != Engine.STANDARD && STANDARD_ONLY.contains(tag)) {
            throw invalid(
                    "<%s> is not supported by the %s engine".formatted(tag, engine.wireName()));
        }
        if (tag.equals("prosody")) {
            prosody(attributes);
        }
    }

    @Override
    public void endElement(String uri, String local, String tag) {
        depth--;
    }

    @Override
    public void fatalError(SAXParseException notXml) throws SAXException {
        throw notXml;
    }

    private void prosody(Attributes attributes) {
        if (engine != Engine.STANDARD && attributes.getValue("pitch") != null) {
            throw invalid("Pitch is not supported by the %s engine".formatted(engine.wireName()));
        }
        @Nullable String rate = attributes.getValue("rate");
        if (rate == null) {
            return;
        }
        Integer named = NAMED_RATES.get(rate);
        ratePercent = named != null ? named : percent(rate);
    }

    private static int percent(String rate) {
        if (!rate.matches("\\d{1,3}%")) {
            throw invalid("Unknown rate " + rate);
        }
        int percent = Integer.parseInt(rate.substring(0, rate.length() - 1));
        if (percent < 20 || percent > 200) {
            throw invalid("Rate out of 20% to 200%");
        }
        return percent;
    }
}
