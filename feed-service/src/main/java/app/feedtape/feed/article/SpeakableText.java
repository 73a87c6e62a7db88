package app.feedtape.feed.article;

import org.jspecify.annotations.Nullable;

/**
 * An article as it is spoken.
 *
 * @param cleaningVersion of tts-service's rules when it was made
 * @param characters code points, which is what speaking it costs
 * @param language what tts-service found it to be in
 */
record SpeakableText(
        String text, String cleaningVersion, int characters, @Nullable String language) {}
