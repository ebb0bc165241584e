package io.millrace.sink;

import java.util.List;

import io.millrace.sink.fence.ScriptCall;
import io.millrace.sink.fence.Slot;

class TallyScriptIT extends FencedSinkContract {

	@Override
	protected ScriptCall call(Slot slot) {
		return new ScriptCall(Tally.SCRIPT, List.of(slot.key("words")),
				List.of(ScriptCall.argument("mill"), ScriptCall.argument(3)));
	}

}
