// A call as pages with Microsoft's own composite show it: its bars, its controls, its words in its languages. Only the service behind it is
// missing: a state that the test changes stands in its place.
import { CallComposite, COMPOSITE_LOCALE_AR_SA, COMPOSITE_LOCALE_DE_DE, COMPOSITE_LOCALE_EN_US, COMPOSITE_LOCALE_JA_JP } from '@azure/communication-react';
import { createRoot } from 'react-dom/client';

const LOCALES = { ar: COMPOSITE_LOCALE_AR_SA, de: COMPOSITE_LOCALE_DE_DE, en: COMPOSITE_LOCALE_EN_US, ja: COMPOSITE_LOCALE_JA_JP };
const asked = new URLSearchParams(location.search);

const call = {
  id: 'call',
  kind: 'Call',
  callerInfo: {},
  state: 'Connected',
  direction: 'Outgoing',
  isMuted: true,
  isScreenSharingOn: false,
  localVideoStreams: [],
  remoteParticipants: {},
  remoteParticipantsEnded: {},
  recording: { isRecordingActive: asked.has('recording') },
  transcription: { isTranscriptionActive: asked.has('transcription') },
  captionsFeature: { supportedSpokenLanguages: [], captions: [], isCaptionsFeatureActive: false, startCaptionsInProgress: false, supportedCaptionLanguages: [], currentSpokenLanguage: '', currentCaptionLanguage: '', captionsKind: 'Captions' },
  realTimeTextFeature: { realTimeTexts: {} },
  optimalVideoCount: { maxRemoteVideoStreams: 4 },
  pptLive: { isActive: false },
  raiseHand: { raisedHands: [] },
  togetherMode: { isActive: false, streams: {}, seatingPositions: {} },
  startTime: new Date(),
  endTime: undefined,
  diagnostics: { network: { latest: {} }, media: { latest: {} } },
  transfer: { acceptedTransfers: {} },
};

let state = {
  page: 'call',
  isLocalPreviewMicrophoneEnabled: false,
  userId: { kind: 'communicationUser', communicationUserId: '8:acs:aiko' },
  displayName: 'Aiko',
  call,
  devices: { isSpeakerSelectionAvailable: false, cameras: [], microphones: [], speakers: [], unparentedViews: [], deviceAccess: { audio: true, video: true } },
  isTeamsCall: false,
  isTeamsMeeting: true,
  isRoomsCall: false,
  latestErrors: {},
  latestNotifications: {},
};
const listeners = new Set();

/** The service's side: it has a state, and whatever else is asked of it, it does nothing. */
const service = {
  getState: () => state,
  onStateChange: (listener) => listeners.add(listener),
  offStateChange: (listener) => listeners.delete(listener),
};
const adapter = new Proxy(service, { get: (own, name) => own[name] ?? (() => Promise.resolve([])) });

window.meeting = {
  set: ({ recording = state.call.recording.isRecordingActive, transcription = state.call.transcription.isTranscriptionActive }) => {
    state = { ...state, call: { ...state.call, recording: { isRecordingActive: recording }, transcription: { isTranscriptionActive: transcription } } };
    for (const listener of listeners) listener(state);
  },
};
document.documentElement.lang = asked.get('lang') ?? 'en';
const locale = LOCALES[document.documentElement.lang];
createRoot(document.getElementById('app')).render(<div style={{ height: '100vh' }}><CallComposite adapter={adapter} locale={locale} /></div>);
