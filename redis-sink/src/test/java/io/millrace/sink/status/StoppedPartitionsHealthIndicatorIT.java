package io.millrace.sink.status;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import io.millrace.sink.log.PartitionStatus;
import io.millrace.sink.log.PartitionStatus.State;
import io.millrace.testsupport.Backends;
import io.millrace.testsupport.BackendsExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(BackendsExtension.class)
class StoppedPartitionsHealthIndicatorIT {

	private static final String SERVICE = "notification-service";

	private final NodeStatusStore store;

	StoppedPartitionsHealthIndicatorIT(Backends backends) {
		this.store = new NodeStatusStore(backends.redis(), new JsonMapper(), Clock.systemUTC());
	}

	@BeforeEach
	void noOtherNodes() {
		this.store.all().forEach((node) -> this.store.remove(node.bootId()));
		// What this node said before its partition stopped.
		say("this", SERVICE, State.RUNNING);
	}

	private void say(String bootId, String service, State state) {
		this.store.put(new NodeStatus(bootId, service, Clock.systemUTC().instant(), List.of(partition(state)), Map.of(),
				List.of()));
	}

	private static PartitionStatus partition(State state) {
		return new PartitionStatus("user-events", 3, "notification", state, Clock.systemUTC().instant(), null, null);
	}

	private Status status(State state) {
		return new StoppedPartitionsHealthIndicator(SERVICE, "this", List.of(() -> List.of(partition(state))),
				this.store)
			.health()
			.getStatus();
	}

	@Test
	void aNodeWithAStoppedPartitionLeavesToOneWithout() {
		say("other", SERVICE, State.WAITING);

		assertThat(status(State.STOPPED)).isEqualTo(Status.DOWN);
		assertThat(status(State.WAITING)).isEqualTo(Status.UP);
	}

	@Test
	void nobodyLeavesWhereEverybodyHasStopped() {
		say("other", SERVICE, State.STOPPED);
		say("of another kind", "dashboard-service", State.RUNNING);

		assertThat(status(State.STOPPED)).isEqualTo(Status.UP);
	}

	@Test
	void theOnlyNodeStays() {
		assertThat(status(State.STOPPED)).isEqualTo(Status.UP);
	}

}
