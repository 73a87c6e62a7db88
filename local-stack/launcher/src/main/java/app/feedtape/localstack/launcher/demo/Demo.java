package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.Command;
import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.GitHubSignIn;
import app.feedtape.localstack.launcher.client.Http;
import app.feedtape.localstack.launcher.client.Operator;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.StackSettings;
import app.feedtape.localstack.launcher.supervisor.StackStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The product's main job, done once on real input through the gateway, each step checked; with
 * {@code --long} an article of ten thousand characters in each language, and when its sound began;
 * with {@code --money} the life of a subscription, for which the time of the stack moves. A new
 * person every time.
 */
public final class Demo implements Command {
    @Override
    public int run(StackSettings settings, List<String> words) {
        if (!StackStatus.of(settings.data()).isReady()) {
            throw new Refused(
                    "The stack is not ready: ./feedtape up first, ./feedtape status tells more.");
        }
        long begun = System.nanoTime();
        var narrator = new Narrator();
        var email =
                "listener-%s@example.org".formatted(UUID.randomUUID().toString().substring(0, 8));
        var gateway = settings.url(Room.GATEWAY);
        var token = new SignInScene(narrator, new GitHubSignIn(gateway)).play(email);
        var listener = Http.at(gateway).bearer(token);
        var folder = settings.data().resolve("demo");
        if (words.contains("--long")) {
            new BuyingScene(narrator, listener, settings).buy();
            new LongReadScene(narrator, listener, folder).play();
        } else if (words.contains("--money")) {
            new MoneyScene(narrator, settings, email, listener).play();
            System.out.printf("%nAll of it was right, in %d s.%n", seconds(begun));
            return 0;
        } else {
            mainJob(settings, narrator, listener, email, folder);
        }
        System.out.printf("%nAll of it was right, in %d s. Listen: %s%n", seconds(begun), folder);
        return 0;
    }

    private static long seconds(long begun) {
        return (System.nanoTime() - begun) / 1_000_000_000L;
    }

    private static void mainJob(
            StackSettings settings, Narrator narrator, Http listener, String email, Path folder) {
        var listening = new ListeningScene(narrator, listener, folder);
        var text = listening.play(email);
        var buying = new BuyingScene(narrator, listener, settings);
        int refused = buying.useUpTheDay(text);
        buying.buy();
        buying.useTheSameToken(text, refused);
        // Somebody else's voice tells nobody what it was asked.
        var voice =
                Optional.of(Http.at(settings.world()))
                        .filter(own -> settings.value("POLLY_ENDPOINT").isEmpty());
        listening.hearInNeuralVoice(text, voice);
        new ControlRoomScene(narrator, settings, new Operator(settings)).play(email);
    }
}
