package app.feedtape.localstack.launcher.admin;

import app.feedtape.localstack.launcher.Command;
import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Operator;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The operators' command line. */
public final class Admin implements Command {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final int TRIAL_DAYS = 7;

    /** What it can do, for `./feedtape help`. */
    public static final String HELP =
            """
            role EMAIL admin|support|listener
            plan EMAIL PLAN [--days N] [--reason TEXT]
            grant-trial EMAIL [--days N] --reason TEXT
            user EMAIL
            purchases EMAIL
            suspend EMAIL | activate EMAIL
            sessions revoke EMAIL
            limits clear EMAIL [--scopes api,speech,...]
            replay TOPIC
            keys rotate
            ledger verify
            reconcile
            store-events | store-events retry|settle ID --reason TEXT
            decision ID
            read-model rebuild
            """;

    @Override
    public int run(StackSettings settings, List<String> given) {
        var words = new ArrayList<>(given);
        boolean json = words.remove("--json");
        var days = option(words, "--days").map(Admin::number);
        var stated = option(words, "--reason");
        var reason = stated.orElse("by an operator");
        var scopes = option(words, "--scopes").map(list -> List.of(list.split("\\s*,\\s*")));
        var operator = new Operator(settings);
        var reports = new Reports(operator);
        return switch (words) {
            case List<String> w when is(w, 3, "role") ->
                    show(json, operator.role(w.get(1), w.get(2)));
            case List<String> w when is(w, 3, "plan") ->
                    show(json, operator.grant(w.get(1), w.get(2), days, reason));
            case List<String> w when is(w, 2, "grant-trial") ->
                    show(
                            json,
                            operator.grantTrial(w.get(1), days.orElse(TRIAL_DAYS), given(stated)));
            case List<String> w when is(w, 2, "user") -> show(json, operator.account(w.get(1)));
            case List<String> w when is(w, 2, "purchases") ->
                    say(json, reports.purchases(w.get(1)));
            case List<String> w when is(w, 2, "suspend") ->
                    show(json, operator.order(w.get(1), "suspend"));
            case List<String> w when is(w, 2, "activate") ->
                    show(json, operator.order(w.get(1), "activate"));
            case List<String> w when is(w, 3, "sessions", "revoke") ->
                    show(json, operator.order(w.get(2), "revoke-sessions"));
            case List<String> w when is(w, 3, "limits", "clear") ->
                    say(json, reports.cleared(w.get(2), scopes.orElse(List.of())));
            case List<String> w when is(w, 2, "replay") -> say(json, reports.replay(w.get(1)));
            case List<String> w when is(w, 2, "decision") -> say(json, reports.decision(w.get(1)));
            case List<String> w when is(w, 2, "ledger", "verify") -> say(json, reports.ledger());
            case List<String> w when is(w, 1, "reconcile") -> say(json, Reconciled.by(operator));
            case List<String> w when is(w, 1, "store-events") ->
                    say(json, StoreEvents.list(operator));
            case List<String> w when is(w, 3, "store-events", "retry") ->
                    say(json, StoreEvents.order(operator, "retry", w.get(2), given(stated)));
            case List<String> w when is(w, 3, "store-events", "settle") ->
                    say(json, StoreEvents.order(operator, "settle", w.get(2), given(stated)));
            case List<String> w when is(w, 2, "keys", "rotate") -> say(json, reports.signingKey());
            case List<String> w when is(w, 2, "read-model", "rebuild") ->
                    say(json, reports.readModel());
            default ->
                    throw new Refused(
                            "Say ./feedtape admin followed by one of:\n" + HELP.indent(2));
        };
    }

    private static boolean is(List<String> words, int size, String... begins) {
        return words.size() == size && words.subList(0, begins.length).equals(List.of(begins));
    }

    private static Optional<String> option(List<String> words, String name) {
        int at = words.indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 >= words.size()) {
            throw new Refused(name + " needs a value.");
        }
        words.remove(at);
        return Optional.of(words.remove(at));
    }

    private static String given(Optional<String> reason) {
        return reason.orElseThrow(() -> new Refused("Say --reason and why."));
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new Refused("--days needs a number.", notANumber);
        }
    }

    private static int say(boolean json, Reports.Report report) {
        System.out.println(json ? JSON.writeValueAsString(report.json()) : report.text());
        return report.good() ? 0 : 1;
    }

    private static int show(boolean json, JsonNode answer) {
        if (json || !answer.isObject()) {
            System.out.println(JSON.writeValueAsString(answer));
        } else {
            answer.properties()
                    .forEach(member ->
                            System.out.printf(
                                    "%-20s %s%n",
                                    member.getKey(),
                                    member.getValue().isString()
                                            ? member.getValue().stringValue()
                                            : member.getValue().toString()));
        }
        return 0;
    }
}
