package app.feedtape.gateway.load;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.gateway.route.Importance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlaceTest {

    private final ServiceLoad load = new ServiceLoad(new LoadSettings(2, 1), System.nanoTime());

    private Place take() {
        assertThat(load.tryEnter(Importance.AWAITED)).isTrue();
        return Place.at(load, new UsualTime(Duration.ofSeconds(4)), System.nanoTime());
    }

    @Test
    void aPlaceIsOthersWhileABodyTricklesAndTakenAgainWhenItIsWhole() {
        Place slow = take();
        slow.lend();
        assertThat(load.underWay()).isZero();
        Place one = take();
        Place two = take();
        assertThat(load.tryEnter(Importance.AWAITED)).isFalse();
        slow.asked();
        assertThat(load.underWay()).as("its service has been called already").isEqualTo(3);
        slow.answered();
        one.giveBack();
        two.giveBack();
        assertThat(load.underWay()).isZero();
    }

    @Test
    void aPlaceIsGivenBackOnceHoweverItEnds() {
        Place answered = take();
        answered.answered();
        answered.giveBack();
        Place gone = take();
        gone.lend();
        gone.giveBack();
        gone.asked();
        gone.giveBack();
        Place.nowhere().answered();
        assertThat(load.underWay()).isZero();
    }
}
