package app.feedtape.tts.synthesis;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much speech there may be.
 *
 * @param streamsPerAccount at once, over all instances
 * @param maxReplicas of this service; while the database is away each takes its part of the
 *     provider's limits
 * @param window segments of one text under way at once
 */
@ConfigurationProperties("feedtape.tts.speech")
record SpeechSettings(int streamsPerAccount, int maxReplicas, int window) {
    SpeechSettings {
        if (streamsPerAccount < 1) {
            throw new IllegalArgumentException("FEEDTAPE_STREAMS_PER_ACCOUNT must be 1 or more");
        }
        if (maxReplicas < 1) {
            throw new IllegalArgumentException("FEEDTAPE_TTS_MAX_REPLICAS must be 1 or more");
        }
        if (window < 1) {
            throw new IllegalArgumentException("FEEDTAPE_SPEECH_WINDOW must be 1 or more");
        }
    }
}
