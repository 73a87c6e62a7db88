package app.feedtape.admin.decision;

import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.view.StateView;
import app.feedtape.messaging.view.Views;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class DecisionConfiguration {

    /** The catalogue whole; the read model keeps only what lists show of it. */
    @Bean
    StateView<String, PlanChanged> planView(Views views) {
        return views.state(
                Topic.PLAN, PlanChanged.class, Function.identity(), PlanChanged::version);
    }
}
