package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Answer;
import app.feedtape.localstack.launcher.client.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Who am I, follow a feed, read an article, hear it, see what it cost. */
record ListeningScene(Narrator narrator, Http listener, Path folder) {
    private static final String FEED = "http://tape.feeds.example/rss.xml";

    /** Plays it and answers the article's text. */
    String play(String email) {
        me(email);
        var article = read(follow());
        hear(article);
        return article.at("/text");
    }

    private void me(String email) {
        narrator.step("GET /api/me");
        var me = listener.get("/api/me");
        narrator.say(me.text());
        narrator.check(
                me.status() == 200 && me.at("/email").equals(email), "it is me", me.status());
        narrator.check(
                me.at("/subscription/tier").equals("free"), "on the free plan, in its trial");
        narrator.check(
                me.number("/subscription/usage/characters_limit") == 20_000,
                "20,000 characters a day");
    }

    private String follow() {
        narrator.step("Following " + FEED);
        var feed = listener.post("/api/feeds", Map.of("url", FEED));
        narrator.check(
                feed.status() == 201, "201 with the feed: " + feed.at("/title"), feed.text());
        return feed.at("/id");
    }

    private Answer read(String feed) {
        narrator.step("Reading an article of it");
        var list =
                Waiting.until(
                        "the feed has been fetched",
                        () -> listener.get("/api/feeds/%s/articles?limit=10".formatted(feed)),
                        answer -> answer.json().path("items").size() > 0);
        var first = list.json().path("items").get(0);
        for (JsonNode item : list.json().path("items")) {
            narrator.say(
                    "%s  (%s)"
                            .formatted(
                                    item.path("title").asString(""),
                                    item.path("published_at").asString("")));
        }
        var article = listener.get("/api/articles/" + first.path("id").asString(""));
        narrator.check(article.status() == 200, "it opens", article.text());
        narrator.check(!article.at("/text").contains("<"), "its text is speakable, without markup");
        narrator.say(
                "%d characters, language %s: %s ..."
                        .formatted(
                                article.number("/characters"),
                                article.at("/language"),
                                article.at("/text")
                                        .substring(0, Math.min(80, article.at("/text").length()))));
        return article;
    }

    private void hear(Answer article) {
        narrator.step("POST /api/tts/synthesize");
        long before = used();
        var sound =
                listener.post(
                        "/api/tts/synthesize",
                        Map.of("text", article.at("/text"), "link", article.at("/link")));
        keep(sound, "article.mp3");
        long count = Long.parseLong(sound.header("X-Character-Count").orElse("-1"));
        narrator.check(
                count == article.number("/characters"),
                "it counts the characters the article has",
                count);
        narrator.check(
                sound.header("X-Language-Detected").orElse("").equals("en"),
                "it heard that this is English");
        var usage =
                Waiting.until(
                        "the usage is booked",
                        () -> listener.get("/api/tts/usage"),
                        answer -> answer.number("/usage/characters") > before);
        narrator.check(
                usage.number("/usage/characters") - before == count,
                "it cost exactly that: %d of %d characters used today"
                        .formatted(
                                usage.number("/usage/characters"),
                                usage.number("/limits/characters")),
                usage.number("/usage/characters"));
    }

    private long used() {
        return listener.get("/api/tts/usage").number("/usage/characters");
    }

    /**
     * @param world where our own stand-in for Polly tells what it was asked
     */
    void hearInNeuralVoice(String text, Optional<Http> world) {
        narrator.step("The same article in a neural voice, which free has not");
        var sound =
                listener.post(
                        "/api/tts/synthesize",
                        Map.of("text", text, "link", "", "quality", "neural", "language", "en"));
        keep(sound, "article-neural.mp3");
        world.ifPresent(voice -> {
            // What anybody may read is spoken once for everybody: perhaps at an earlier demo.
            var engines = enginesThatSpoke(text, voice);
            narrator.check(
                    engines.contains("neural"),
                    "Polly has spoken this text with its neural engine",
                    engines);
        });
    }

    /** By the beginning of the text: what the provider was sent is cleaned and in pieces. */
    private static List<String> enginesThatSpoke(String text, Http world) {
        var beginning = text.strip().split("[^\\p{L}\\p{N} ]", 2)[0];
        return StreamSupport.stream(world.get("/polly/_calls").json().spliterator(), false)
                .filter(call -> call.path("status").asInt(0) == 200)
                .filter(call -> call.path("text").asString("").contains(beginning))
                .map(call -> call.path("engine").asString(""))
                .toList();
    }

    private void keep(Answer sound, String name) {
        narrator.check(
                sound.status() == 200
                        && sound.header("Content-Type").orElse("").startsWith("audio/mpeg"),
                "200 audio/mpeg",
                sound.status() + " " + (sound.status() == 200 ? "" : sound.text()));
        var mp3 = Mp3.read(sound.bytes());
        narrator.check(mp3.isPresent(), "whole MP3 frames from first to last byte");
        var length = mp3.map(Mp3::length).orElse(Duration.ZERO);
        narrator.check(
                length.toSeconds() > 5, "it plays for %d s".formatted(length.toSeconds()), length);
        try {
            Files.createDirectories(folder);
            Files.write(folder.resolve(name), sound.bytes());
        } catch (IOException failure) {
            throw new Refused("Cannot write to %s".formatted(folder), failure);
        }
        narrator.say(
                "saved as %s, voice %s"
                        .formatted(folder.resolve(name), sound.header("X-Voice-Used").orElse("?")));
    }
}
