package app.feedtape.tts.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bar stands where a sentence has ended, and nowhere else. */
class SentenceEndsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "en; Dr. Smith met Mr. Jones at 3.14 p.m. on Jan. 5. |He left.",
                "en; This e.g. works. |And i.e. that. |See Fig. 3 and No. 5. |He said no. |Then he left.",
                "en; The U.S. Army came. |J. K. Rowling wrote vs. Mrs. Doe of St. Petersburg.",
                "en; “Go!” he said. |(Yes.) |He said “Stop.” |Then... nothing. |Well... |What?! |Yahoo! is old.",
                "en; It costs $3.50. |Version 2.0 is out. |Visit example.com. |In 1999. |Then 12 came. |12 went.",
                "de; Das ist z. B. gut, d. h. sehr gut. |Dr. Müller kam am 3. Oktober um 10.30 Uhr. |Er ging.",
                "de; Das ist z.B. ein Test. |Prof. Dr. Meier kam im 19. Jahrhundert. |Nr. 5 lebt. |Ludwig XIV. König. |1999. |Na und?",
                "de; „Halt!“ |Hr. Schulz bzw. Fr. Meier sagten „Nein.“ |Gut.",
                "fr; M. Dupont et Mme. Durand, p. ex. Paul. |Voir art. 5 et c.-à-d. Marie. |Il part. |« Oui. » |Elle dit.",
                "es; El Sr. García y la Sra. López, p. ej. Ana. |EE. UU. ganó. |¿Qué? |¡No! |Ud. va. |Fin.",
                "it; Il sig. Rossi e la dott.ssa Bianchi, ad es. Roma. |Il prof. Verdi disse: |“Sì.” |Fine.",
                "pt; O Sr. Silva e a Dra. Costa, p. ex. Ana. |Av. Paulista, n.º 5. |Fim."
            })
    void endsAreWhereAReaderHearsThem(String language, String marked) {
        assertThat(bars(marked.replace("|", ""), language))
                .isEqualTo(marked.replace(": |“", ": “"));
    }

    @Test
    void aLineEndsAndTheNumberOfAListsItemDoesNot() {
        assertThat(bars("A title\n1. First of all.\n12. And then", "en"))
                .isEqualTo("A title\n|1. First of all.\n|12. And then");
    }

    @Test
    void aTextOfAnotherScriptEndsByItsOwnSigns() {
        assertThat(bars("你好。再见！", "en")).isEqualTo("你好。|再见！|");
    }

    private static String bars(String text, String language) {
        BitSet starts = SentenceEnds.of(text, Locale.of(language));
        List<String> sentences = new ArrayList<>();
        int from = 0;
        for (int at = starts.nextSetBit(0); at >= 0; at = starts.nextSetBit(at + 1)) {
            sentences.add(text.substring(from, at));
            from = at;
        }
        sentences.add(text.substring(from));
        return String.join("|", sentences);
    }
}
