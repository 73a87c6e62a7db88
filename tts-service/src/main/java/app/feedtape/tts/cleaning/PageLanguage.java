package app.feedtape.tts.cleaning;

import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/** What a page says of its own language. */
public final class PageLanguage {

    private PageLanguage() {}

    /**
     * The {@code lang} of the element that holds more than half of the words; a quotation in
     * another language says nothing about the whole.
     */
    public static Optional<String> of(String html) {
        if (!html.contains("lang")) {
            return Optional.empty();
        }
        Document document = Jsoup.parse(html);
        int all = document.text().length();
        return document.select("[lang], [xml:lang]").stream()
                .filter(element -> element.text().length() * 2 > all)
                // The innermost one is nearest to the words.
                .reduce((outer, inner) -> inner)
                .map(PageLanguage::tag)
                .filter(tag -> !tag.isBlank());
    }

    private static String tag(Element element) {
        return element.hasAttr("lang") ? element.attr("lang") : element.attr("xml:lang");
    }
}
