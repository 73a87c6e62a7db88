package app.feedtape.auth.account;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @ParameterizedTest
    @CsvSource({
        "Victim@Example.COM, victim@example.com",
        "' victim@example.com ', victim@example.com",
        "victim@example.com., victim@example.com",
        "ｖictim@example.com, victim@example.com",
        "demⓞ@gmail.com, demo@gmail.com",
        "victim+news@example.com, victim@example.com",
        "a@bücher.example, a@xn--bcher-kva.example",
        "a@xn--bcher-kva.example, a@xn--bcher-kva.example",
        "a@ＥＸＡＭＰＬＥ.com, a@example.com"
    })
    void everySpellingOfAMailboxIsOne(String written, String canonical) {
        assertThat(EmailAddress.parse(written)).map(EmailAddress::canonical).contains(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a@",
                "@b.example",
                "a b@c.example",
                "a@localhost",
                "a@b..example",
                "a,b@c.example",
                "a@b.example\r\nbcc: x@y.example",
                "a\u0000@b.example",
                "<a@b.example>"
            })
    void whatIsNoAddressIsNone(String written) {
        assertThat(EmailAddress.parse(written)).isEmpty();
    }

    @Test
    void whatGrowsBeyondAnAddressWhenItIsWrittenOutIsNone() {
        assertThat(EmailAddress.parse("a@" + "ü".repeat(60) + ".ü" + "ö".repeat(59) + ".com"))
                .satisfiesAnyOf(
                        found -> assertThat(found).isEmpty(),
                        found ->
                                assertThat(found.orElseThrow().delivery().length())
                                        .isLessThan(255));
        assertThat(EmailAddress.parse("\uFDFA".repeat(64) + "@example.com")).isEmpty();
    }
}
