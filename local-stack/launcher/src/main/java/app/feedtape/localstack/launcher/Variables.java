package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.ServiceEnvironment;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.List;
import java.util.TreeMap;

/**
 * Prints what a service of this stack is started with, secrets included, one `NAME=value` a line.
 */
final class Variables implements Command {
    @Override
    public int run(StackSettings settings, List<String> words) {
        var room =
                words.stream()
                        .findFirst()
                        .flatMap(Room::named)
                        .orElseThrow(() ->
                                new Refused(
                                        "Say which service: ./feedtape environment tts-service."));
        new TreeMap<>(new ServiceEnvironment(settings, Secrets.in(settings.data())).of(room))
                .forEach((name, value) -> System.out.println(name + "=" + value));
        return 0;
    }
}
