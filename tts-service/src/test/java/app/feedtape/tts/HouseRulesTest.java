package app.feedtape.tts;

import app.feedtape.test.ServiceHouseRules;

class HouseRulesTest extends ServiceHouseRules {
    HouseRulesTest() {
        super(TtsApplication.class);
    }
}
