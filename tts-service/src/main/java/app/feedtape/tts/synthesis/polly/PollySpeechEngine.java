package app.feedtape.tts.synthesis.polly;

import app.feedtape.tts.synthesis.SpeechEngine;
import app.feedtape.tts.synthesis.SpeechFailure;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.polly.PollyAsyncClient;
import software.amazon.awssdk.services.polly.model.OutputFormat;
import software.amazon.awssdk.services.polly.model.PollyException;
import software.amazon.awssdk.services.polly.model.SpeechMarkType;
import software.amazon.awssdk.services.polly.model.SynthesizeSpeechRequest;

/** Amazon Polly. */
@Component
class PollySpeechEngine implements SpeechEngine {

    private static final int LOOK_EVERY_MILLIS = 100;

    private final PollyAsyncClient polly;

    PollySpeechEngine(PollyAsyncClient polly) {
        this.polly = polly;
    }

    @Override
    public Spoken speak(Utterance utterance, Patience patience) {
        Wording wording = Wording.of(utterance);
        return ask(
                request(utterance, wording)
                        .outputFormat(utterance.format().code())
                        .sampleRate(Integer.toString(utterance.sampleRate()))
                        .build(),
                patience);
    }

    @Override
    public Marked mark(Utterance utterance, Patience patience) {
        Wording wording = Wording.of(utterance);
        Spoken answer =
                ask(
                        request(utterance, wording)
                                .outputFormat(OutputFormat.JSON)
                                .speechMarkTypes(SpeechMarkType.SENTENCE, SpeechMarkType.WORD)
                                .build(),
                        patience);
        try {
            return new Marked(
                    PollyMarks.read(answer.audio(), wording),
                    answer.acceptedCharacters(),
                    answer.requestId());
        } catch (IllegalArgumentException broken) {
            throw new SpeechFailure(
                    Kind.BROKEN,
                    "not the marks that were asked for: " + broken.getMessage(),
                    answer.acceptedCharacters(),
                    answer.requestId(),
                    broken);
        }
    }

    private Spoken ask(SynthesizeSpeechRequest request, Patience patience) {
        PollyAnswer answer = new PollyAnswer();
        CompletableFuture<Spoken> future = polly.synthesizeSpeech(request, answer);
        try {
            return await(future, answer, patience);
        } catch (ExecutionException failure) {
            throw failure(failure.getCause() == null ? failure : failure.getCause(), answer);
        } catch (InterruptedException interrupted) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new SpeechFailure(Kind.TRANSIENT, "interrupted", interrupted);
        }
    }

    /** A dead connection says nothing at all, so silence is measured here. */
    private static Spoken await(
            CompletableFuture<Spoken> future, PollyAnswer answer, Patience patience)
            throws ExecutionException, InterruptedException {
        long started = System.nanoTime();
        while (true) {
            try {
                return future.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException notYet) {
                long now = System.nanoTime();
                boolean tooLong = now - started > patience.whole().toNanos();
                boolean silent =
                        answer.hasBegun()
                                ? now - answer.lastByteAt() > patience.nextByte().toNanos()
                                : now - started > patience.firstByte().toNanos();
                if (tooLong || silent) {
                    answer.giveUp();
                    future.cancel(true);
                    throw new SpeechFailure(
                            Kind.TOO_SLOW,
                            silent ? "silence" : "not in time",
                            answer.acceptedCharacters(),
                            answer.requestId(),
                            notYet);
                }
            }
        }
    }

    private static SynthesizeSpeechRequest.Builder request(Utterance utterance, Wording wording) {
        return SynthesizeSpeechRequest.builder()
                .engine(utterance.engine().code())
                .voiceId(utterance.voiceId())
                .textType(wording.type())
                .text(wording.sent());
    }

    /** ThrottlingException is HTTP 400; other 400s are about what we asked. */
    private static SpeechFailure failure(Throwable cause, PollyAnswer answer) {
        if (!(cause instanceof PollyException polly)) {
            return new SpeechFailure(
                    Kind.TRANSIENT,
                    String.valueOf(cause.getMessage()),
                    answer.acceptedCharacters(),
                    answer.requestId(),
                    cause);
        }
        AwsErrorDetails details = polly.awsErrorDetails();
        String code = details == null ? "" : String.valueOf(details.errorCode());
        return new SpeechFailure(
                kind(code, polly.statusCode()),
                code + " " + polly.statusCode(),
                0,
                polly.requestId(),
                polly);
    }

    private static Kind kind(String code, int status) {
        if (code.startsWith("Throttling") || status == 429) {
            return Kind.THROTTLED;
        }
        if (status == 401 || status == 403) {
            return Kind.DENIED;
        }
        if (status >= 500) {
            return Kind.TRANSIENT;
        }
        return switch (code) {
            case "TextLengthExceededException" -> Kind.TEXT_TOO_LONG;
            case "LanguageNotSupportedException" -> Kind.LANGUAGE_NOT_SPOKEN;
            case "EngineNotSupportedException" -> Kind.ENGINE_NOT_SPOKEN;
            default -> Kind.REFUSED;
        };
    }
}
