package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Answer;
import app.feedtape.localstack.launcher.client.Http;
import app.feedtape.localstack.launcher.client.Timed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A long article in each language: how soon its sound begins, and that all of it is there. */
record LongReadScene(Narrator narrator, Http listener, Path folder) {

    private static final String FEED = "http://daybook.feeds.example/rss.xml";
    private static final int LANGUAGES = 6;

    /** What a row of the table at the end says. */
    private record Heard(String language, String voice, long characters, Timed sound, Mp3 mp3) {

        String row() {
            Duration plays = mp3.length();
            return "%-8s %-10s %10d %13d ms %10.1f s %7d:%02d"
                    .formatted(
                            language,
                            voice,
                            characters,
                            sound.firstByte().toMillis(),
                            sound.whole().toMillis() / 1_000.0,
                            plays.toMinutes(),
                            plays.toSecondsPart());
        }
    }

    void play() {
        List<Heard> heard = new ArrayList<>();
        for (JsonNode item : articles()) {
            heard.add(hear(listener.get("/api/articles/" + item.path("id").asString(""))));
        }
        narrator.step("What came of it");
        narrator.say("language voice      characters  first sound after   all after    plays");
        heard.forEach(one -> narrator.say(one.row()));
        narrator.check(
                heard.stream().map(Heard::language).distinct().count() == LANGUAGES,
                "six languages were heard");
    }

    private JsonNode articles() {
        narrator.step("Following " + FEED);
        var feed = listener.post("/api/feeds", Map.of("url", FEED));
        narrator.check(
                feed.status() == 201, "201 with the feed: " + feed.at("/title"), feed.text());
        var path = "/api/feeds/%s/articles?limit=10".formatted(feed.at("/id"));
        return Waiting.until(
                        "the feed has been fetched",
                        () -> listener.get(path),
                        answer -> answer.json().path("items").size() == LANGUAGES)
                .json()
                .path("items");
    }

    private Heard hear(Answer article) {
        narrator.step("Reading aloud: " + article.at("/title"));
        narrator.check(article.status() == 200, "it opens", article.text());
        var sound =
                listener.postTimed(
                        "/api/tts/synthesize",
                        Map.of("text", article.at("/text"), "link", article.at("/link")));
        var answer = sound.answer();
        narrator.check(
                answer.status() == 200,
                "200, first sound after %d ms".formatted(sound.firstByte().toMillis()),
                answer.status());
        narrator.check(
                answer.header("X-Duration-Exact").orElse("").equals("false"),
                "it began before all of it was made");
        var language = answer.header("X-Language-Detected").orElse("");
        narrator.check(
                language.equals(article.at("/language")),
                "its language is " + language,
                article.at("/language"));
        var mp3 = Mp3.read(answer.bytes());
        narrator.check(mp3.isPresent(), "whole MP3 frames from first to last byte");
        asFile(answer, language);
        return new Heard(
                language,
                answer.header("X-Voice-Used").orElse("?"),
                Long.parseLong(answer.header("X-Character-Count").orElse("-1")),
                sound,
                mp3.orElseThrow());
    }

    /** The same article is a file afterwards, and a player can jump into it. */
    private void asFile(Answer streamed, String language) {
        var address = streamed.header("Content-Location").orElse("");
        var file = listener.get(address);
        narrator.check(
                file.status() == 200 && Arrays.equals(file.bytes(), streamed.bytes()),
                "afterwards %s is the same %d bytes".formatted(address, file.bytes().length),
                file.status());
        int from = file.bytes().length / 2;
        var half = listener.with("Range", "bytes=%d-".formatted(from)).get(address);
        narrator.check(
                half.status() == 206
                        && Arrays.equals(
                                half.bytes(),
                                Arrays.copyOfRange(file.bytes(), from, file.bytes().length)),
                "and its second half can be had alone",
                half.status());
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve("long-%s.mp3".formatted(language)), file.bytes());
        } catch (IOException failure) {
            throw new Refused("Cannot write to %s".formatted(folder), failure);
        }
    }
}
