// Components are compiled in the browser here, to keep Angular's command line out of the tests.
import '@angular/compiler';
import {
  Component,
  CUSTOM_ELEMENTS_SCHEMA,
  provideZonelessChangeDetection,
  signal,
} from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import 'renewal-wizard/define';
import { customers, fetchToken, heard, more, server } from './page.js';

class Portal {
  server = server;
  fetchToken = fetchToken;
  chosen = signal(customers);
  isOpen = signal(true);

  add() {
    this.chosen.set([...customers, ...more]);
  }

  placed({ detail }) {
    heard(detail.orderNumber);
  }
}

const Compiled = Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main>
      <button type="button" (click)="add()">Add customers</button>
      @if (isOpen()) {
        <renewal-wizard
          [server]="server"
          [customers]="chosen()"
          [fetchToken]="fetchToken"
          (renewal-order-placed)="placed($event)"
          (renewal-close)="isOpen.set(false)"
        ></renewal-wizard>
      }
    </main>
  `,
})(Portal);

document.getElementById('app').append(document.createElement('app-root'));
await bootstrapApplication(Compiled ?? Portal, { providers: [provideZonelessChangeDetection()] });
