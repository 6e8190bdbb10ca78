package io.joyul.stage;

import io.joyul.train.CurveFeed;
import io.joyul.train.TrainState;
import io.joyul.train.TrainingHistory;
import io.joyul.train.TrainingListener;
import io.joyul.train.TrainingPlan;
import java.util.function.Consumer;

/** Tells the driver each point of the curve when it is logged, and counts in Spark's accumulators. */
final class CurveReports implements TrainingListener {
    private final String stage;
    private final TrainingPlan plan;
    private final Consumer<RankMessage> driver;
    private final RankCounters counters;
    private final CurveFeed feed;

    /** @param start where the run goes on from, which the driver knows of already */
    CurveReports(
            String stage,
            TrainingPlan plan,
            TrainingHistory start,
            RankCounters counters,
            Consumer<RankMessage> driver) {
        this.stage = stage;
        this.plan = plan;
        this.counters = counters;
        this.driver = driver;
        this.feed = new CurveFeed(start, plan.clipNorm());
    }

    @Override
    public void onStep(int globalStep, int totalSteps, TrainingHistory.Point latest) {
        if (globalStep % plan.logEvery() == 0) {
            tell(feed.point(latest));
        }
    }

    @Override
    public void onCheckpoint(TrainState state) {
        CurveFeed.News news = feed.checkpoint(state.history());
        if (!news.entries().isEmpty()) {
            tell(news);
        }
    }

    private void tell(CurveFeed.News news) {
        long tokens = 0;
        for (TrainingHistory.Point point : news.points()) {
            tokens += point.tokens();
            counters.count(point);
        }
        driver.accept(new RankMessage.Curve(stage, news.entries(), tokens));
    }
}
