package app.feedtape.tts.cleaning;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageLanguageTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html lang='pt-BR'><body><p>Bom dia a todos</p></body></html>",
                "<div lang='pt-BR'><p>Bom dia a todos</p></div>",
                "<p>Olá!</p><article xml:lang='pt-BR'><p>Bom dia a todos</p></article>",
                "<html lang='en'><body><div lang='pt-BR'><p>Bom dia a todos</p></div></body></html>"
            })
    void theElementAroundMostOfTheWordsSaysIt(String html) {
        assertThat(PageLanguage.of(html)).contains("pt-BR");
    }

    @Test
    void aQuotationSaysNothingAboutTheWhole() {
        assertThat(PageLanguage.of("<p>He looked up and said <i lang='fr'>bonjour</i> to me.</p>"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "<p>language</p>", "<p lang=''>Hello</p>"})
    void whatSaysNothingSaysNothing(String html) {
        assertThat(PageLanguage.of(html)).isEmpty();
    }
}
