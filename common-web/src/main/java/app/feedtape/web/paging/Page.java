package app.feedtape.web.paging;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor to be sent as {@code ?cursor=} for the rest; null on the last page
 */
public record Page<T>(
        @JsonProperty("items") List<T> items,
        @JsonProperty("next_cursor") @Nullable String nextCursor) {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAXIMUM_LIMIT = 100;
}
