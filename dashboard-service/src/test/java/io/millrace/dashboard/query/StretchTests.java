package io.millrace.dashboard.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.millrace.dashboard.aggregate.StoredBucket;
import io.millrace.dashboard.meter.Bucket;
import io.millrace.dashboard.meter.Level;
import io.millrace.dashboard.meter.Metric;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class StretchTests {

	@ParameterizedTest
	@EnumSource(Level.class)
	void namesEachBucketOnceAlsoBefore1970(Level level) {
		List<StoredBucket.Id> ids = new ArrayList<>();
		for (long i = -200; i < 200; i++) {
			Bucket bucket = Bucket.at(level, Instant.ofEpochSecond(i * level.width().toSeconds()));
			ids.add(new StoredBucket.Id(Metric.EVENTS, bucket));
			ids.add(new StoredBucket.Id(Metric.USERS, bucket));
		}
		List<Stretch> stretches = Stretch.of(ids);
		assertThat(stretches).extracting(Stretch::name).doesNotHaveDuplicates();
		assertThat(stretches).flatExtracting(Stretch::wanted).containsExactlyInAnyOrderElementsOf(ids);
		for (Stretch stretch : stretches) {
			assertThat(stretch.wanted()).hasSizeLessThanOrEqualTo(Stretch.LENGTH)
				.allSatisfy(
						(id) -> assertThat(stretch.name().bucket(Stretch.place(id.bucket()))).isEqualTo(id.bucket()));
		}
	}

}
