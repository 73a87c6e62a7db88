package app.feedtape.feed.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.feed.FeedServiceTest;
import app.feedtape.feed.fetching.FeedUrl;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SuggestionTest extends FeedServiceTest {

    private List<JsonNode> categories(String query) {
        Answer answer = freeListener().get("/api/feed-suggestions" + query);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().path("categories").valueStream().toList();
    }

    @Test
    void thereAreTwentyCategoriesOfFourSortedByName() {
        List<JsonNode> categories = categories("");

        assertThat(categories).hasSize(20);
        assertThat(categories)
                .allSatisfy(
                        category -> assertThat(category.path("suggestions").size()).isEqualTo(4));
        assertThat(categories)
                .extracting(category -> category.path("name").asString())
                .isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER);
        assertThat(categories.getFirst().propertyNames())
                .containsExactlyInAnyOrder("id", "name", "description", "suggestions");
        assertThat(categories.getFirst().path("suggestions").path(0).propertyNames())
                .contains("id", "title", "description", "url");
    }

    @Test
    void everySuggestionCanBeFollowedAndIsThereOnce() {
        assertThat(
                        categories("").stream()
                                .flatMap(category -> category.path("suggestions").valueStream())
                                .map(feed -> FeedUrl.parse(feed.path("url").asString()).key()))
                .hasSize(80)
                .doesNotHaveDuplicates();
    }

    @Test
    void categoriesAreChosenByEitherNameAndUnknownOnesIgnored() {
        assertThat(categories("?category_ids=science,nonsense,books"))
                .extracting(category -> category.path("id").asString())
                .containsExactly("books", "science");
        assertThat(categories("?categories=music")).hasSize(1);
        assertThat(categories("?category_ids=nonsense")).isEmpty();
        assertThat(categories("?category_ids=")).hasSize(20);
    }
}
