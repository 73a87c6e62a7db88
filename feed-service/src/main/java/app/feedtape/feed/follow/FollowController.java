package app.feedtape.feed.follow;

import app.feedtape.events.Entitlement;
import app.feedtape.feed.fetching.FeedUrl;
import app.feedtape.feed.fetching.InvalidFeedUrl;
import app.feedtape.feed.follow.FollowResult.AlreadyFollowed;
import app.feedtape.feed.follow.FollowResult.Followed;
import app.feedtape.feed.follow.FollowResult.IdTaken;
import app.feedtape.feed.follow.FollowResult.LimitReached;
import app.feedtape.messaging.entitlement.Entitlements;
import app.feedtape.web.WebSettings;
import app.feedtape.web.document.Needed;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A person's feeds. Spoken by the app in people's hands: members may be added, never renamed. */
@RestController
@RequestMapping("/api/feeds")
class FollowController {

    private final Follows follows;
    private final Following following;
    private final Entitlements entitlements;
    private final TimeOrderedIds ids;
    private final URI upgrade;

    FollowController(
            Follows follows,
            Following following,
            Entitlements entitlements,
            TimeOrderedIds ids,
            WebSettings settings) {
        this.follows = follows;
        this.following = following;
        this.entitlements = entitlements;
        this.ids = ids;
        this.upgrade = settings.publicUrl().resolve("/upgrade");
    }

    record FollowRequest(
            @JsonProperty("id") @Nullable String id,
            @Needed @JsonProperty("url") @Nullable String url,
            @JsonProperty("title") @Nullable String title) {}

    record RenameRequest(@Needed @JsonProperty("title") @Nullable String title) {}

    record FollowResponse(
            @JsonProperty("id") UUID id,
            @JsonProperty("url") String url,
            @JsonProperty("title") String title,
            @JsonProperty("created_at") Instant createdAt,
            @JsonProperty("status") String status,
            @JsonProperty("last_fetched_at") @Nullable Instant lastFetchedAt,
            @JsonProperty("unread_count") int unreadCount,
            @JsonProperty("site_url") @Nullable String siteUrl,
            @JsonProperty("image_url") @Nullable String imageUrl) {

        static FollowResponse of(Follow follow) {
            return new FollowResponse(
                    follow.id(),
                    follow.url(),
                    follow.title(),
                    follow.createdAt(),
                    follow.status().name().toLowerCase(Locale.ROOT),
                    follow.lastFetchedAt(),
                    follow.unread(),
                    follow.siteUrl(),
                    follow.imageUrl());
        }
    }

    /** A bare array, newest follow first. */
    @OpenToKeys(KeyScope.FEEDS_READ)
    @GetMapping
    List<FollowResponse> list(Caller caller) {
        return follows.list(caller.accountId()).stream().map(FollowResponse::of).toList();
    }

    /** One of them; 404 for everybody else's. */
    @OpenToKeys(KeyScope.FEEDS_READ)
    @GetMapping("/{id}")
    FollowResponse find(@PathVariable UUID id, Caller caller) {
        return follows.find(caller.accountId(), id)
                .map(FollowResponse::of)
                .orElseThrow(FollowController::nothingHere);
    }

    /**
     * Follows a feed: 201, again for the same id and address; 400 for an address no feed may have;
     * 402 FEED_LIMIT_REACHED; 409 FEED_EXISTS for the same feed under another spelling, CONFLICT
     * for an id that stands for another feed.
     */
    @OpenToKeys(KeyScope.FEEDS_WRITE)
    @PostMapping
    ResponseEntity<FollowResponse> follow(@RequestBody FollowRequest request, Caller caller) {
        Following.Wish wish =
                new Following.Wish(
                        caller.accountId(),
                        FollowInput.id(request.id(), ids),
                        url(request.url()),
                        FollowInput.title(request.title()));
        Entitlement entitlement = entitlement(caller);
        return switch (following.follow(wish, entitlement)) {
            case Followed(Follow follow) ->
                    ResponseEntity.created(URI.create("/api/feeds/" + follow.id()))
                            .body(FollowResponse.of(follow));
            case IdTaken() ->
                    throw ErrorCode.CONFLICT.because("This id already stands for another feed.");
            case AlreadyFollowed() ->
                    throw ErrorCode.FEED_EXISTS.because("You already follow this feed.");
            case LimitReached(int current, int limit) ->
                    throw limitReached(current, limit, entitlement.plan());
        };
    }

    /** Gives a feed another title: 204; 404 when the caller has no such feed. */
    @OpenToKeys(KeyScope.FEEDS_WRITE)
    @PutMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void rename(@PathVariable UUID id, @RequestBody RenameRequest request, Caller caller) {
        String title = FollowInput.title(request.title());
        if (title == null) {
            throw Refusal.invalid("title", "The title must not be empty.");
        }
        if (!following.tryRename(caller.accountId(), id, title)) {
            throw nothingHere();
        }
    }

    /** Lets a feed go: 204; 404 when the caller has no such feed. */
    @OpenToKeys(KeyScope.FEEDS_WRITE)
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void unfollow(@PathVariable UUID id, Caller caller) {
        if (!following.tryUnfollow(caller.accountId(), id)) {
            throw nothingHere();
        }
    }

    private Entitlement entitlement(Caller caller) {
        try {
            return entitlements.find(caller.payerId(), caller.token().entitlementVersion()).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw failure;
        }
    }

    private static FeedUrl url(@Nullable String written) {
        if (written == null || written.isEmpty()) {
            throw Refusal.invalid("url", "The address is missing.");
        }
        try {
            return FeedUrl.parse(written);
        } catch (InvalidFeedUrl invalid) {
            throw Refusal.invalid("url", invalid.reason());
        }
    }

    private Refusal limitReached(int current, int limit, String plan) {
        return ErrorCode.FEED_LIMIT_REACHED
                .because("Your plan includes %d feeds.".formatted(limit))
                .with("metric", "feeds")
                .with("plan", plan)
                .with("current", current)
                .with("limit", limit)
                .with("requested", 1)
                .with("resets_at", null)
                .with("upgrade_url", upgrade.toString());
    }

    private static Refusal nothingHere() {
        return ErrorCode.NOT_FOUND.because("There is nothing here.");
    }
}
