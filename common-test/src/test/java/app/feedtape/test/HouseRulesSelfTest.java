package app.feedtape.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Controller;

/** A rule that cannot fail holds nothing: each is shown a class that breaks it. */
class HouseRulesSelfTest {
    static class CallsTheMachine {
        Instant when() {
            return Instant.now();
        }
    }

    static class HandsTheMachineOn {
        Supplier<Instant> when = Instant::now;
    }

    static class AsksTheClock {
        Instant when(Clock clock) {
            return Instant.now(clock).plusMillis(clock.millis());
        }
    }

    static class FeedHelper {}

    static class Implementation {}

    @Controller
    public static class OpenController {}

    static class Injected {
        @Autowired String field = "";
    }

    @Test
    void machineTimeIsFoundWhetherCalledOrHandedOn() {
        assertThatThrownBy(() -> rules(CallsTheMachine.class).timeIsAskedOfTheInjectedClockOnly())
                .hasMessageContaining("Instant.now");
        assertThatThrownBy(() -> rules(HandsTheMachineOn.class).timeIsAskedOfTheInjectedClockOnly())
                .hasMessageContaining("Instant.now");
        assertThatCode(() -> rules(AsksTheClock.class).timeIsAskedOfTheInjectedClockOnly())
                .doesNotThrowAnyException();
    }

    @Test
    void emptyNamesOpenControllersAndFieldInjectionAreFound() {
        assertThatThrownBy(() -> rules(FeedHelper.class).aNameSaysWhatAThingDoes())
                .hasMessageContaining("FeedHelper");
        assertThatCode(() -> rules(Implementation.class).aNameSaysWhatAThingDoes())
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> rules(OpenController.class).controllersAreSeenByNobody())
                .hasMessageContaining("OpenController");
        assertThatThrownBy(
                        () -> rules(Injected.class).whatAnObjectNeedsComesThroughItsConstructor())
                .hasMessageContaining("field");
    }

    private static HouseRules rules(Class<?> type) {
        return new HouseRules(new ClassFileImporter().importClasses(type)) {};
    }
}
