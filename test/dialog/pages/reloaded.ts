// Loaded already, so that its dialogs open as quickly as others.
import '../../../src/dialog/interior.js';
import { ReverifyDialog } from '../../../src/dialog/reverify-dialog.js';

ReverifyDialog.define();
