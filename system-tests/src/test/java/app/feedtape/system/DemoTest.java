package app.feedtape.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The main job, as the README promises it. */
class DemoTest {

    @Test
    void theDemoSucceedsOnAFreshSystemAndAgainOnAUsedOne() {
        RunningSystem system = RunningSystem.shared();
        assertThat(system.feedtape("demo").orFail().output()).contains("402");
        system.feedtape("demo").orFail();
    }

    @Test
    void aLongArticleInEachLanguageIsReadAloud() {
        assertThat(RunningSystem.shared().feedtape("demo", "--long").orFail().output())
                .contains("six languages were heard");
    }
}
