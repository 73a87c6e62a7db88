package app.feedtape.tts.jobs;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A text to speak and where it is from.
 *
 * @param articleId null for a text that was sent
 * @param language code of one of the six where that is known already
 */
record SourceText(
        String text, @Nullable UUID articleId, @Nullable String title, @Nullable String language) {}
