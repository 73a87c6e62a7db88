package app.feedtape.localstack.launcher;

import app.feedtape.localstack.launcher.settings.StackSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Moves the time of all services together; answers when each has confirmed. */
final class ClockMoves implements Command {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Override
    public int run(StackSettings settings, List<String> words) {
        var move = move(words);
        try (var http = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(settings.world().resolve("/clock"))
                            .timeout(Duration.ofSeconds(30))
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            JSON.writeValueAsString(move)))
                            .build();
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            var body = JSON.readTree(answer.body());
            if (answer.statusCode() != 200) {
                throw new Refused(
                        body.path("message").asString("The clock was not moved: " + answer.body()));
            }
            System.out.printf("It is %s for everybody.%n", body.path("now").asString(""));
            return 0;
        } catch (IOException away) {
            throw new Refused("The local world does not answer: is it up?", away);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("Interrupted", interrupted);
        }
    }

    private static Map<String, Object> move(List<String> words) {
        return switch (words) {
            case List<String> two when two.size() == 2 && two.getFirst().equals("advance") ->
                    Map.of("advance", two.get(1));
            case List<String> two when two.size() == 2 && two.getFirst().equals("set") ->
                    Map.of("set", two.get(1));
            case List<String> one when one.equals(List.of("reset")) -> Map.of("reset", true);
            default ->
                    throw new Refused(
                            "Say ./feedtape clock advance P8D, clock set 2027-01-31T23:59:58Z or clock reset.");
        };
    }
}
