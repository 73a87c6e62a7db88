package app.feedtape.auth.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.localstack.engines.FeedTapeHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MailTemplatesTest {

    private static final Path ROOT =
            FeedTapeHome.locate().resolve("auth-service/src/main/resources/mail");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");
    private static final Pattern ADDRESS =
            Pattern.compile("https?:|www\\.|\\b[a-z0-9-]+\\.(com|org|net|app|io)\\b");

    private final MailTemplates templates = new MailTemplates();

    static Stream<String> everyTemplate() throws IOException {
        return names("en").stream().filter(name -> !name.equals("greeting"));
    }

    private static Set<String> names(String language) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(language))) {
            return files.map(file -> file.getFileName().toString().replace(".txt", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void everyTemplateExistsInEveryLanguage() throws IOException {
        for (String language : MailLanguages.ALL) {
            assertThat(names(language)).as(language).isEqualTo(names("en"));
        }
        assertThat(names("en"))
                .contains(
                        "verify_email",
                        "already_registered",
                        "password_reset",
                        "password_changed",
                        "email_change_confirm",
                        "email_changed_notice",
                        "new_device",
                        "two_factor_enabled",
                        "two_factor_disabled",
                        "recovery_codes_low",
                        "account_deleted",
                        "export_ready",
                        "key_created",
                        "impersonated",
                        "payment_failed",
                        "payment_grace_ending",
                        "payment_plan_ended",
                        "second_subscription",
                        "speech_ready",
                        "speech_failed",
                        "session_reused");
    }

    @ParameterizedTest
    @MethodSource("everyTemplate")
    void everyLanguageHasTheSamePlacesAndNoLinkOfItsOwn(String template) throws IOException {
        Set<String> places = places(source("en", template));
        assertThat(places).contains("greeting");
        for (String language : MailLanguages.ALL) {
            String source = source(language, template);
            assertThat(places(source)).as(language).isEqualTo(places);
            assertThat(source.split("\n")[1]).as("line after the subject").isEmpty();
            assertThat(source.lines().findFirst().orElseThrow())
                    .as("subject")
                    .hasSizeBetween(10, 80)
                    .doesNotContain("{link}");
            assertThat(ADDRESS.matcher(source).find()).as(language + ": " + source).isFalse();
            if (!language.equals("en")) {
                assertThat(source).isNotEqualTo(source("en", template));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyTemplate")
    void whatFillsAPlaceIsTextAndTheOnlyLinkIsTheGivenOne(String template) {
        Map<String, String> hostile =
                places(source("en", template)).stream()
                        .filter(place -> !place.equals("greeting") && !place.equals("link"))
                        .collect(
                                Collectors.toMap(
                                        place -> place,
                                        place ->
                                                "<a href=\"https://evil.example\">\r\nBcc: x</a>"));
        Map<String, String> all = new java.util.HashMap<>(hostile);
        all.put("link", "https://feedtape.example/auth/x?token=a_b-c");
        for (String language : MailLanguages.ALL) {
            MailTemplates.Text text = templates.fill(template, language, "<i>Eve</i>", all);
            assertThat(text.subject()).doesNotContain("\r", "\n", "{");
            assertThat(text.plain()).doesNotContain("{").contains("<i>Eve</i>");
            assertThat(text.html())
                    .contains("lang=\"" + language + "\"", "&lt;i&gt;Eve&lt;/i&gt;")
                    .doesNotContain("<i>", "href=\"https://evil", "{");
            long links = Pattern.compile("<a ").matcher(text.html()).results().count();
            assertThat(links).isEqualTo(source("en", template).contains("{link}") ? 1 : 0);
        }
    }

    @Test
    void nobodysNameLeavesNoGap() {
        for (String language : MailLanguages.ALL) {
            String plain = templates.fill("already_registered", language, null, Map.of()).plain();
            assertThat(plain.lines().findFirst().orElseThrow())
                    .doesNotContain("{", " ,", "null")
                    .isNotBlank();
        }
    }

    @Test
    void aNameThatIsNoTemplateIsRefused() {
        assertThatThrownBy(() -> templates.require("../../application"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> templates.require("unheard_of"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theFirstOfOurLanguagesABrowserListsIsTaken() {
        assertThat(MailLanguages.best("de-AT,de;q=0.9,en;q=0.5")).isEqualTo("de");
        assertThat(MailLanguages.best("nl, pt-BR;q=0.4, en;q=0.3")).isEqualTo("pt");
        assertThat(MailLanguages.best("fr;q=0.1, it;q=0.9")).isEqualTo("it");
        assertThat(MailLanguages.best("nl")).isEqualTo("en");
        assertThat(MailLanguages.best("*")).isEqualTo("en");
        assertThat(MailLanguages.best(null)).isEqualTo("en");
        assertThat(MailLanguages.best(";;;=")).isEqualTo("en");
        assertThat(MailLanguages.best("x".repeat(100_000))).isEqualTo("en");
    }

    private static Set<String> places(String source) {
        return PLACEHOLDER
                .matcher(source)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String source(String language, String template) {
        try {
            return Files.readString(ROOT.resolve(language).resolve(template + ".txt"));
        } catch (IOException missing) {
            throw new java.io.UncheckedIOException(missing);
        }
    }
}
