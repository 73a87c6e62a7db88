package app.feedtape.feed.suggestion;

import app.feedtape.feed.suggestion.Suggestions.Category;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Feeds to begin with. Spoken by the app in people's hands. */
@RestController
class SuggestionController {

    private final Suggestions suggestions;

    SuggestionController(Suggestions suggestions) {
        this.suggestions = suggestions;
    }

    record SuggestionsResponse(@JsonProperty("categories") List<Category> categories) {}

    /** All categories by name, or those asked for; ids that do not exist are ignored. */
    @OpenToKeys(KeyScope.FEEDS_READ)
    @GetMapping("/api/feed-suggestions")
    SuggestionsResponse list(
            @RequestParam(name = "category_ids", required = false)
                    @Nullable List<String> categoryIds,
            @RequestParam(name = "categories", required = false) @Nullable List<String> alias,
            Caller caller) {
        Set<String> wanted =
                Stream.of(
                                categoryIds == null ? List.<String>of() : categoryIds,
                                alias == null ? List.<String>of() : alias)
                        .flatMap(List::stream)
                        .map(String::strip)
                        .filter(id -> !id.isEmpty())
                        .collect(Collectors.toSet());
        return new SuggestionsResponse(
                wanted.isEmpty() ? suggestions.list() : suggestions.list(wanted));
    }
}
