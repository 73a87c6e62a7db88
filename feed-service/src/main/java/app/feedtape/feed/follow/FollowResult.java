package app.feedtape.feed.follow;

/** What came of asking to follow a feed. */
sealed interface FollowResult {

    /** It is followed now, or was already under this id. */
    record Followed(Follow follow) implements FollowResult {}

    /** The id stands for another feed of this person. */
    record IdTaken() implements FollowResult {}

    /** The person follows this feed already, under another id. */
    record AlreadyFollowed() implements FollowResult {}

    /** The plan includes no more; {@code current} may lie above {@code limit} after a downgrade. */
    record LimitReached(int current, int limit) implements FollowResult {}
}
