package app.feedtape.tts.language;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The languages that are spoken here. */
public enum Language {
    EN,
    ES,
    FR,
    DE,
    IT,
    PT;

    /** Two letters, lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Locale locale() {
        return Locale.of(code());
    }

    /** The language with exactly this code. */
    public static Optional<Language> withCode(String code) {
        return Arrays.stream(values()).filter(language -> language.code().equals(code)).findFirst();
    }
}
