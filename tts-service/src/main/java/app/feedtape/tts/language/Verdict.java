package app.feedtape.tts.language;

import java.util.Optional;

/** What a text says about its own language. */
public sealed interface Verdict {

    /** Clearly one of the six. */
    record Spoken(Language language) implements Verdict {}

    /** Clearly none of the six: no voice here can read it. */
    record Unspoken() implements Verdict {}

    /** Below the threshold. */
    record Undecided() implements Verdict {}

    /** The language, when it is one of the six. */
    default Optional<Language> spoken() {
        return this instanceof Spoken(Language language) ? Optional.of(language) : Optional.empty();
    }
}
