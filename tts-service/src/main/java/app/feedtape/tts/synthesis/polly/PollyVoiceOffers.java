package app.feedtape.tts.synthesis.polly;

import app.feedtape.tts.language.Language;
import app.feedtape.tts.voices.VoiceEngine;
import app.feedtape.tts.voices.VoiceOffers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.polly.PollyAsyncClient;
import software.amazon.awssdk.services.polly.model.DescribeVoicesResponse;
import software.amazon.awssdk.services.polly.model.Gender;
import software.amazon.awssdk.services.polly.model.Voice;

/** DescribeVoices, for the six languages. */
@Component
class PollyVoiceOffers implements VoiceOffers {

    private static final int SECONDS = 15;
    private static final int PAGES = 20;

    private final PollyAsyncClient polly;

    PollyVoiceOffers(PollyAsyncClient polly) {
        this.polly = polly;
    }

    @Override
    public List<app.feedtape.tts.voices.Voice> list() {
        List<app.feedtape.tts.voices.Voice> voices = new ArrayList<>();
        @Nullable String next = null;
        for (int page = 0; page < PAGES; page++) {
            String token = next;
            DescribeVoicesResponse answer =
                    polly.describeVoices(it -> it.nextToken(token))
                            .orTimeout(SECONDS, TimeUnit.SECONDS)
                            .join();
            answer.voices().forEach(voice -> ours(voice).ifPresent(voices::add));
            next = answer.nextToken();
            if (next == null) {
                return voices;
            }
        }
        throw new IllegalStateException("DescribeVoices does not end");
    }

    private static Optional<app.feedtape.tts.voices.Voice> ours(Voice voice) {
        String locale = voice.languageCodeAsString();
        Set<VoiceEngine> engines =
                voice.supportedEnginesAsStrings().stream()
                        .map(VoiceEngine::withCode)
                        .flatMap(Optional::stream)
                        .collect(Collectors.toUnmodifiableSet());
        return Language.withCode(locale.substring(0, 2))
                .filter(language -> !engines.isEmpty())
                .map(language ->
                        new app.feedtape.tts.voices.Voice(
                                voice.idAsString(),
                                voice.name(),
                                voice.gender() == Gender.FEMALE,
                                language,
                                locale,
                                engines));
    }
}
