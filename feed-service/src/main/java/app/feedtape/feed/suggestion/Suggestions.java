package app.feedtape.feed.suggestion;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The list of {@code suggestions.json}, by name. */
@Component
class Suggestions {

    private final List<Category> categories;

    Suggestions(JsonMapper json) {
        try (InputStream file = Suggestions.class.getResourceAsStream("/suggestions.json")) {
            if (file == null) {
                throw new IllegalStateException("suggestions.json is missing");
            }
            Listing listing = json.readValue(file, Listing.class);
            this.categories =
                    listing.categories().stream()
                            .map(category -> category.listedOn(listing.listedOn()))
                            .sorted(
                                    Comparator.comparing(
                                            category -> category.name().toLowerCase(Locale.ROOT)))
                            .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * @param listedOn when somebody last went through the list
     */
    record Listing(
            @JsonProperty("listed_on") LocalDate listedOn,
            @JsonProperty("categories") List<Listed> categories) {}

    record Listed(
            @JsonProperty("id") String id,
            @JsonProperty("name") String name,
            @JsonProperty("description") String description,
            @JsonProperty("suggestions") List<ListedFeed> suggestions) {

        Category listedOn(LocalDate date) {
            return new Category(
                    id,
                    name,
                    description,
                    suggestions.stream()
                            .map(feed ->
                                    new Suggestion(
                                            feed.id(),
                                            feed.title(),
                                            feed.description(),
                                            feed.url(),
                                            date))
                            .toList());
        }
    }

    record ListedFeed(
            @JsonProperty("id") String id,
            @JsonProperty("title") String title,
            @JsonProperty("description") String description,
            @JsonProperty("url") String url) {}

    /** A field of interest with four feeds to begin with. */
    record Category(
            @JsonProperty("id") String id,
            @JsonProperty("name") String name,
            @JsonProperty("description") String description,
            @JsonProperty("suggestions") List<Suggestion> suggestions) {}

    /**
     * @param listedOn when it was put on the list; whether it answers is seen by whoever follows it
     */
    record Suggestion(
            @JsonProperty("id") String id,
            @JsonProperty("title") String title,
            @JsonProperty("description") String description,
            @JsonProperty("url") String url,
            @JsonProperty("listed_on") LocalDate listedOn) {}

    List<Category> list() {
        return categories;
    }

    /** Those of these ids that there are. */
    List<Category> list(Set<String> ids) {
        return categories.stream().filter(category -> ids.contains(category.id())).toList();
    }
}
