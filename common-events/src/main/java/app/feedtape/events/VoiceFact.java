package app.feedtape.events;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What tts-service says about the voices there are. */
public sealed interface VoiceFact extends Fact {

    @Override
    default Topic topic() {
        return Topic.VOICE;
    }

    /**
     * One voice as the provider has it now.
     *
     * @param voice its id, such as {@code Lucia}
     * @param version grows with every change of this voice
     * @param gender {@code female} or {@code male}
     * @param language one of the six, such as {@code pt}
     * @param locale of its accent, such as {@code pt-BR}
     * @param engines of {@code standard}, {@code neural}, {@code generative}
     * @param offered false once the provider has it no longer; it may come back
     */
    record VoiceChanged(
            @JsonProperty("voice") String voice,
            @JsonProperty("version") long version,
            @JsonProperty("name") String name,
            @JsonProperty("gender") String gender,
            @JsonProperty("language") String language,
            @JsonProperty("locale") String locale,
            @JsonProperty("engines") List<String> engines,
            @JsonProperty("offered") boolean offered)
            implements VoiceFact {

        @Override
        public String key() {
            return voice;
        }
    }
}
