package app.feedtape.billing.catalogue;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.dao.DataIntegrityViolationException;

/** The table's own rules, told to whoever broke one. */
final class CatalogueConflicts {

    private static final Map<String, Supplier<Refusal>> BY_CONSTRAINT = new LinkedHashMap<>();

    static {
        BY_CONSTRAINT.put("plan_rank_unique", () -> invalid("rank", "Another plan has this rank."));
        BY_CONSTRAINT.put(
                "plan_engines_known", () -> invalid("limits.voice_engines", "No such engine."));
        BY_CONSTRAINT.put(
                "plan_limits_not_negative", () -> invalid("limits", "A limit is out of range."));
        BY_CONSTRAINT.put(
                "plan_free_is_offered",
                () -> invalid("active", "The free plan is what everybody falls back to."));
        BY_CONSTRAINT.put(
                "plan_pkey", () -> ErrorCode.CONFLICT.because("There is a plan of this name."));
        BY_CONSTRAINT.put(
                "price_store_price_unique",
                () -> ErrorCode.CONFLICT.because("Another price has this id at its store."));
        BY_CONSTRAINT.put("price_store", () -> invalid("store", "There is no such store."));
    }

    private CatalogueConflicts() {}

    private static Refusal invalid(String field, String message) {
        return Refusal.invalid(field, message);
    }

    static RuntimeException refusal(DataIntegrityViolationException broken) {
        String said = String.valueOf(broken.getMostSpecificCause().getMessage());
        return BY_CONSTRAINT.entrySet().stream()
                .filter(rule -> said.contains('"' + rule.getKey() + '"'))
                .findFirst()
                .<RuntimeException>map(rule -> rule.getValue().get())
                .orElse(broken);
    }

    /** Somebody else was first. */
    static Refusal stale(long current) {
        return ErrorCode.CONFLICT
                .because("It was changed meanwhile. Please look again.")
                .with("version", current);
    }
}
