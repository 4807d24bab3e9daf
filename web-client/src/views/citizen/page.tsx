import './citizen.css';
/** Which screen a citizen sees: a total function of what is known. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { CLOSED } from '../../backoff';
import { ConnectionLine } from '../../frame/connection';
import { Frame } from '../../frame/frame';
import { Problem } from '../../problem';
import type { CitizenVisit, SessionView } from '../../protocol.gen';
import { startOverOnNewLink } from '../../session';
import { unlockSound } from '../../sound';
import { citizenFrom } from '../../state';
import { t } from '../../texts';
import { AppointmentScreen } from './appointment';
import { CallScreen } from './call';
import { CalledScreen } from './called';
import { CheckScreen } from './check';
import { ElsewhereScreen } from './elsewhere';
import { ConnectingScreen } from './connecting';
import { GoodbyeScreen } from './goodbye';
import { Journey } from './journey';
import { NoSessionScreen } from './no-session';
import { PassedOverScreen } from './passed-over';
import { PhoneCallScreen, PhoneRingsScreen } from './telephone';
import { WaitingScreen } from './waiting';
import { WhoseScreen } from './whose';

export function CitizenPage() {
  const journey = useMemo(() => new Journey(), []);
  useEffect(() => {
    startOverOnNewLink();
    // After a reload nobody presses anything before the call.
    void unlockSound();
    void journey.open();
  }, []);
  const visit = journey.visit.value;
  const live = journey.live.value;
  const stopped = live?.wire.state.value.kind === 'stopped';
  const full = !stopped && (visit?.stage === 'called' || (visit?.stage === 'in-call' && visit.channel === 'video'));
  return (
    <Frame personal phone={visit?.office_phone} bare={full} above={live && !stopped && visit?.stage !== 'ended' && <ConnectionLine wire={live.wire} />}>
      <Screen journey={journey} visit={visit} />
    </Frame>
  );
}

function Screen({ journey, visit }: { journey: Journey; visit: CitizenVisit | null }) {
  const session = journey.session.value;
  const again = () => void journey.open();
  if (!session) return <p class="sheet kern-body">{t('loading')}</p>;
  const whose = session.kind === 'whose' ? visitsOf(session.view) : [];
  if (whose.length > 0) return <WhoseScreen visits={whose} onMine={(mine) => journey.claim(mine)} />;
  if (session.kind === 'nobody' || session.kind === 'whose') return <NoSessionScreen problem={null} onAgain={again} />;
  if (session.kind === 'refused') {
    const { problem } = session;
    if (problem.kind === 'visit-over') return <GoodbyeScreen outcome={problem.more.outcome} />;
    return <NoSessionScreen problem={problem} onAgain={again} />;
  }
  const state = journey.live.value?.wire.state.value;
  if (state?.kind === 'stopped' && visit?.stage !== 'ended') {
    return state.code === CLOSED.replaced ? (
      <ElsewhereScreen onTakeOver={() => journey.takeOver()} />
    ) : (
      <NoSessionScreen problem={problemOf(state.code)} onAgain={again} />
    );
  }
  if (!visit) return <p class="sheet kern-body">{t('loading')}</p>;
  // Who has no socket has no seat either: what the page knew by other ways promises nothing.
  const seated = journey.live.value?.known.value || visit.stage === 'booked' || visit.stage === 'ended';
  if (!seated) return <ConnectingScreen blocked={journey.live.value?.wire.blocked.value ?? false} visit={visit} />;
  return <Stage journey={journey} visit={visit} />;
}

/** Those that are not over: of the others there is nothing to come back to. */
function visitsOf({ snapshot }: SessionView): CitizenVisit[] {
  return (snapshot ? citizenFrom(snapshot).visits : []).filter(({ stage }) => stage !== 'ended');
}

/** Why the server wants this page to stay away. */
function problemOf(code: number): Problem {
  if (code === CLOSED.visitOver) return new Problem('visit-over');
  if (code === CLOSED.badCredentials || code === CLOSED.signedOut) return new Problem('signed-out');
  return new Problem('internal', `closed with ${code}`, 'later');
}

function Stage({ journey, visit }: { journey: Journey; visit: CitizenVisit }) {
  const checking = useSignal(false);
  // Who was put into the line at the counter comes here without a check.
  const checked = useSignal(Object.values(visit.checks ?? {}).some((result) => result !== 'unknown'));
  // Who moves the appointment out of the waiting room sees the appointment, not the check of before.
  useEffect(() => {
    if (visit.stage !== 'booked') checking.value = false;
  }, [visit.stage]);
  const { media } = journey;
  const leave = () => journey.leave();
  const say = (text: string) => journey.say(text);
  const check = () => (
    <CheckScreen
      visit={visit}
      media={media}
      speaker={journey.speaker}
      onArrive={async (whenCalled) => {
        await journey.arrive(whenCalled);
        media.stop();
        checked.value = true;
        checking.value = false;
      }}
      onBack={() => {
        // Nobody waits before a camera that is on.
        if (visit.stage !== 'booked') media.stop();
        checking.value = false;
      }}
    />
  );
  switch (visit.stage) {
    case 'booked':
      return checking.value ? (
        check()
      ) : (
        <AppointmentScreen visit={visit} moved={journey.moved.value} onContinue={() => (checking.value = true)} onMove={(slot) => journey.move(slot)} />
      );
    case 'waiting':
      if (visit.passed_over) return <PassedOverScreen visit={visit} onBack={() => journey.arrive(visit.when_called ?? 'ask')} onLeave={leave} />;
      if (checking.value) return check();
      return <WaitingScreen visit={visit} returned={journey.returned.value} acts={journey} onCheck={checked.value ? undefined : () => (checking.value = true)} />;
    case 'parked':
      return <WaitingScreen visit={visit} returned={journey.returned.value} acts={journey} />;
    case 'called':
      return visit.channel === 'phone' ? (
        <PhoneRingsScreen visit={visit} />
      ) : (
        <CalledScreen
          visit={visit}
          byItself={visit.when_called === 'connect' && Object.values(media.allowed).some(Boolean)}
          onJoin={() => journey.join()}
          onHoldOn={() => journey.holdOn()}
        />
      );
    case 'in-call':
      if (visit.channel === 'phone') return <PhoneCallScreen visit={visit} onSay={say} />;
      return journey.call.value ? (
        <CallScreen visit={visit} call={journey.call.value} media={media} onSay={say} onLeave={leave} />
      ) : (
        <p class="sheet kern-body">{t('call-connecting')}</p>
      );
    case 'ended':
      return <GoodbyeScreen outcome={visit.outcome} service={visit.service_name} phone={visit.office_phone} />;
  }
}
